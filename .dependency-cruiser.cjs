/** Who may import whom. The rule that matters: lib/ and lambda/ share lib/contract.ts and nothing else. */
const PURE =
  '^(lib/contract|lambda/(records/(record|columns|json-text|windows)|store/manifest|time|plan|missing|errors|config|event))\\.ts$';

module.exports = {
  forbidden: [
    {
      name: 'only-the-contract-is-shared',
      severity: 'error',
      from: { path: '^lambda/' },
      to: { path: '^(lib|bin|local|test|bench)/', pathNot: '^lib/contract\\.ts$' },
    },
    {
      name: 'constructs-do-not-import-the-reporter',
      severity: 'error',
      from: { path: '^(lib|bin)/' },
      to: { path: '^(lambda|local|test)/' },
    },
    {
      name: 'the-command-line-needs-no-cdk',
      comment: 'Of lib/ it uses what is text: the contract, the SQL of the views, the saved queries.',
      severity: 'error',
      from: { path: '^cli/' },
      to: {
        path: '^(lib|bin|local|test|bench)/',
        pathNot:
          '^lib/(contract|common/day|catalog/(session-rows|views/(sessions|alibaba-connections|ocsf|snapshots)-view)|queries/(parameters|saved-query))\\.ts$',
      },
    },
    {
      name: 'only-snapshot-runs-the-reporter',
      comment: 'The other commands use the pure files that describe the archive, never an adapter.',
      severity: 'error',
      from: { path: '^cli/', pathNot: '^cli/snapshot/' },
      to: {
        path: '^lambda/',
        pathNot: '^lambda/(store/(keys|manifest|stored)|records/windows|missing|plan|time)\\.ts$',
      },
    },
    { name: 'the-contract-imports-nothing', severity: 'error', from: { path: '^lib/contract\\.ts$' }, to: {} },
    {
      name: 'pure-files-import-no-sdk',
      severity: 'error',
      from: { path: PURE },
      to: { path: 'node_modules/(@aws-sdk|@smithy|@aws-lambda-powertools)/' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'product-does-not-import-stand-ins',
      severity: 'error',
      from: { path: '^(bin|lib|lambda|cli)/' },
      to: { path: '^(local|test|bench)/' },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
