// What each document of the fixture opens: no test has to take a name apart.

interface Document {
  /** As the view can tell. */
  readonly type: string;
  /** As the questions can tell, which know a few documents of the company's own. */
  readonly kind: string;
  /** Whether there can be no transcript; null: nobody knows. */
  readonly cannotHaveOne: boolean | null;
}

const DOCUMENTS = new Map<string, Document>([
  ['AWS-StartInteractiveCommand', { type: 'shell', kind: 'shell', cannotHaveOne: false }],
  [
    'arn:aws:ssm:eu-west-1::document/AWS-StartInteractiveCommand',
    { type: 'shell', kind: 'shell', cannotHaveOne: false },
  ],
  // Anybody's, who may have called it so.
  [
    'arn:aws:ssm:eu-west-1:999900001111:document/SSM-SessionManagerRunShell',
    { type: 'unknown', kind: 'unknown', cannotHaveOne: null },
  ],
  ['Company-RunShell', { type: 'unknown', kind: 'shell', cannotHaveOne: false }],
  ['AWS-StartPortForwardingSession', { type: 'port-forwarding', kind: 'port-forwarding', cannotHaveOne: true }],
  [
    'AWS-StartPortForwardingSessionToRemoteHost',
    { type: 'port-forwarding', kind: 'port-forwarding', cannotHaveOne: true },
  ],
  ['Company-Bastion', { type: 'unknown', kind: 'port-forwarding', cannotHaveOne: true }],
  ['acme-db-TUNNEL', { type: 'port-forwarding', kind: 'port-forwarding', cannotHaveOne: null }],
  ['Acme_PORTFORWARD_rds', { type: 'port-forwarding', kind: 'port-forwarding', cannotHaveOne: null }],
  ['AWS-StartSSHSession', { type: 'ssh', kind: 'ssh', cannotHaveOne: true }],
  ['Company-SSHProxy', { type: 'ssh', kind: 'ssh', cannotHaveOne: null }],
  ['WordPressAccessShell', { type: 'unknown', kind: 'unknown', cannotHaveOne: null }],
]);

/** Of a session without a document name, the default shell. */
export function documentCalled(name: string | null): Document {
  const document = name === null ? DOCUMENTS.get('AWS-StartInteractiveCommand') : DOCUMENTS.get(name);
  if (document === undefined) throw new Error(`Nobody has worked out what the document ${String(name)} opens`);
  return document;
}
