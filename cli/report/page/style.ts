// The page's style: screen, dark mode, phone and print.
export const STYLE = `
:root {
  --paper: #fff; --ink: #1b1f24; --muted: #59636e; --rule: #d9dee3; --soft: #f4f6f8; --accent: #1f5f8b; --cold: #eef1f4;
  --good: #17693f; --bad: #a8201a; --unknown: #7a5200; --good-soft: #eef6f1; --bad-soft: #fcf0ef; --unknown-soft: #faf4e6;
  --late: #c98a1b;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --paper: #14171a; --ink: #e4e8ec; --muted: #9ba6b1; --rule: #31383f; --soft: #1c2125; --accent: #7db4dc; --cold: #1f252a;
    --good: #63c48f; --bad: #ff9189; --unknown: #e2b458; --good-soft: #16231c; --bad-soft: #2a1a19; --unknown-soft: #272013;
    --late: #d9a441;
  }
}
* { box-sizing: border-box; }
html { color-scheme: light dark; -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: .9375rem/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif;
  font-variant-numeric: tabular-nums lining-nums; overflow-wrap: anywhere;
}
header, main { max-width: 68rem; margin: 0 auto; padding: 0 1.5rem; }
header { padding-top: 2.5rem; }
main { padding-bottom: 4rem; }
h1, h2, h3 { line-height: 1.25; margin: 0; font-weight: 650; text-wrap: balance; overflow-wrap: break-word; }
h1 { font-size: 1.9rem; letter-spacing: -0.015em; }
h1 .period { display: block; font-size: 1.1rem; font-weight: 400; letter-spacing: 0; color: var(--muted); margin-top: .25rem; }
h2 { font-size: 1.3rem; letter-spacing: -0.01em; margin: 3rem 0 .75rem; padding-top: .75rem; border-top: 1px solid var(--rule); }
h3 { font-size: 1.02rem; margin: 2rem 0 .5rem; }
p { margin: .4rem 0; max-width: 46rem; }
a { color: var(--accent); text-underline-offset: .15em; }
a:focus-visible, summary:focus-visible, .scroll:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
code { font-family: ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace; font-size: .87em; }
bdi { white-space: pre-wrap; }
.nobr { white-space: nowrap; }
.none, .hint, .question, .asked, .more, .unit, .below, .advice { color: var(--muted); }
.hint, .asked, .more { font-size: .9rem; }
.unit { font-weight: 400; font-size: .9rem; margin-left: .35em; }
.below { display: block; font-size: .85em; font-weight: 400; }

.verdict { display: flex; gap: 1.25rem; margin: 1.75rem 0 0; padding: 1.5rem; border-radius: 8px; border: 1px solid; border-left-width: 6px; }
.verdict.good { border-color: var(--good); background: var(--good-soft); }
.verdict.bad { border-color: var(--bad); background: var(--bad-soft); }
.verdict.unknown { border-color: var(--unknown); background: var(--unknown-soft); }
.verdict > div { flex: 1; min-width: 0; }
.verdict h2 { margin: 0; padding: 0; border: 0; font-size: 1.55rem; }
.kicker { display: block; font-size: .75rem; font-weight: 650; letter-spacing: .08em; text-transform: uppercase; color: var(--muted); }
.mark { flex: none; width: 2.5rem; height: 2.5rem; margin: .35rem 0 0; border-radius: 50%; text-align: center; line-height: 2.5rem; font-size: 1.35rem; font-weight: 700; color: var(--paper); }
.good > .mark { background: var(--good); } .bad > .mark { background: var(--bad); } .unknown > .mark { background: var(--unknown); }
.lead { font-size: 1.05rem; }
.parts { display: grid; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); gap: 1.25rem 2rem; margin-top: 1.1rem; padding-top: 1.1rem; border-top: 1px solid var(--rule); }
.part { min-width: 0; }
.part h3 { margin: 0 0 .3rem; }
.part.good h3 span { color: var(--good); } .part.bad h3 span { color: var(--bad); } .part.unknown h3 span { color: var(--unknown); }
.items { margin: .6rem 0 0; padding: 0; list-style: none; font-size: .92rem; }
.items li { margin: .5rem 0; padding-left: .8rem; border-left: 3px solid var(--rule); }
.items li.bad { border-color: var(--bad); }
.items .where { display: block; font-family: ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace; font-size: .8rem; }
.items .advice { display: block; }
summary { cursor: pointer; color: var(--muted); font-size: .9rem; margin-top: .5rem; width: fit-content; }

.facts { margin: 0 0 1rem; }
.facts div { display: grid; grid-template-columns: 12rem 1fr; gap: 1rem; padding: .3rem 0; }
dt { color: var(--muted); } dd { margin: 0; }
.hash { display: block; overflow-wrap: anywhere; min-width: 16rem; color: var(--muted); font-size: .72rem; }
.numbers { display: grid; grid-template-columns: repeat(6, 1fr); gap: 1rem; margin: 0; }
.numbers div { display: flex; flex-direction: column-reverse; justify-content: flex-end; }
.numbers dt { font-size: .85rem; line-height: 1.3; }
.numbers dd { font-size: 1.75rem; font-weight: 600; letter-spacing: -0.02em; line-height: 1.2; white-space: nowrap; }

.scroll { overflow-x: auto; margin: .5rem 0; }
table { border-collapse: collapse; width: 100%; font-size: .88rem; line-height: 1.4; }
caption { text-align: left; position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
th, td { text-align: left; vertical-align: top; padding: .4rem .9rem .4rem 0; border-bottom: 1px solid var(--rule); min-width: 3.5rem; }
th:last-child, td:last-child { padding-right: 0; }
thead th { font-weight: 600; color: var(--muted); font-size: .82rem; vertical-align: bottom; overflow-wrap: normal; }
tbody th { font-weight: 500; min-width: 9.5rem; } .pair tbody th { min-width: 11rem; } .figures tbody th { min-width: 6rem; }
.number { text-align: right; white-space: nowrap; }
td.time { min-width: 5.5rem; } td.name { min-width: 8rem; } td.id { min-width: 9rem; color: var(--muted); font-size: .78rem; } td.text { min-width: 5.5rem; overflow-wrap: break-word; }
td.graph { width: 32%; min-width: 4rem; } .bars td.graph { width: 80%; } .bars tbody th { min-width: 7.5rem; }
.row-bar { display: block; width: 100%; height: .8rem; margin-top: .2rem; }
nav table { max-width: 52rem; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 2.5rem; }
.pair > div { min-width: 0; }
.finding { margin-top: 2.5rem; }
.finding h3 { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem; margin-bottom: .3rem; padding-bottom: .3rem; border-bottom: 2px solid var(--ink); font-size: 1.08rem; }
.count { font-weight: 400; color: var(--muted); } .count data { font-weight: 650; color: var(--ink); }
.nothing { color: var(--muted); }
.notes { padding-left: 1.1rem; max-width: 46rem; } .notes li { margin: .5rem 0; }
.command { display: block; margin-top: .3rem; padding: .6rem .8rem; background: var(--soft); border-radius: 4px; }

.bar { fill: var(--accent); } .cold { fill: var(--cold); }
.grid, .base { stroke: var(--rule); stroke-width: 1; shape-rendering: crispEdges; } .base { stroke: var(--muted); }
.plot { display: grid; grid-template-columns: 3rem 1fr; column-gap: .5rem; margin-top: .75rem; }
.plot svg { display: block; width: 100%; height: 100%; overflow: visible; }
.plot text { fill: var(--muted); font-size: 12px; dominant-baseline: central; }
.plot .left text { text-anchor: end; } .plot .below { grid-column: 2; height: 1.75rem; } .plot .below text { text-anchor: middle; }
.plot.columns .inside, .plot.columns .left { height: 11rem; } .plot.heat .inside, .plot.heat .left { height: 10.5rem; }
.defs { position: absolute; width: 0; height: 0; }
.strips { display: grid; grid-template-columns: max-content 1fr; gap: .35rem 1rem; align-items: center; margin-top: 1rem; }
.strips p { margin: 0; max-width: none; font-size: .88rem; }
.strip { display: block; width: 100%; height: 1.1rem; border-radius: 3px; overflow: hidden; }
.ends { display: flex; justify-content: space-between; color: var(--muted); }
.seen { fill: var(--accent); } .late { fill: var(--late); } .lost { fill: var(--bad-soft); } .hatch { fill: var(--bad); }
.legend { display: flex; flex-wrap: wrap; gap: .3rem 1.5rem; margin: .75rem 0; padding: 0; list-style: none; font-size: .85rem; color: var(--muted); }
.legend svg { width: 1.5rem; height: .75rem; vertical-align: -.05em; margin-right: .35rem; }

@media screen and (max-width: 48rem) {
  header, main { padding-left: 1rem; padding-right: 1rem; }
  header { padding-top: 1.5rem; }
  .parts, .pair { grid-template-columns: 1fr; gap: 1.25rem; }
  .numbers { grid-template-columns: repeat(2, 1fr); }
  .verdict { padding: 1rem; gap: 0; } .mark { display: none; }
  .facts div { grid-template-columns: 1fr; gap: 0; }
  .strips { grid-template-columns: 1fr; } .strips p.ends:empty { display: none; }
  .plot { grid-template-columns: 2.25rem 1fr; }
  th, td { padding-right: .7rem; } nav tbody th { min-width: 7.5rem; } nav td.text { min-width: 4.5rem; } nav .number { min-width: 3rem; }
  .pair .graph { display: none; }
}
@media print {
  @page { size: A4; margin: 16mm 14mm; }
  :root { --soft: #fff; }
  html { color-scheme: light; }
  html { font-size: 11.5px; }
  header, main { max-width: none; padding: 0; }
  h2 { margin-top: 7mm; }
  h2, h3 { break-after: avoid; } .plot, .verdict h2, .strips, .numbers, tr { break-inside: avoid; }
  .verdict, .strip, svg { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .scroll { overflow: visible; } .figures { display: none; }
  details.kept::details-content { display: block; content-visibility: visible; height: auto; } details.kept summary { list-style: none; }
  thead { display: table-header-group; }
  th, td { padding: 1mm 2mm 1mm 0; } th, td, td.text { overflow-wrap: anywhere; } .hash { min-width: 0; font-size: .62rem; } th, td, td.id, td.name, td.text, td.time, tbody th, .pair tbody th, td.graph { min-width: 0; } .finding td.id, .finding td.name { min-width: 18mm; } .pair { gap: 8mm; } .pair tbody th { min-width: 26mm; }
  a { color: inherit; text-decoration: none; }
}
`;
