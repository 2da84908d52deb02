// The top of the page: the verdict, which says whether readers can rely on the rest.
import { number } from './parts';
import type { VerdictPart, Item } from '../verdict-part';
import type { Verdict } from '../verdict';
import { html, type Content, type Html } from './html';

/** How many equal items the page shows. */
const SHOWN = 20;

const MARKS = { good: '✓', bad: '✕', unknown: '?' } as const;

export function verdictSection({ state, headline, words, integrity, completeness, witness }: Verdict): Html {
  return html`<section class="verdict ${state}" aria-labelledby="verdict" data-verdict="${state}">
    <p class="mark" aria-hidden="true">${MARKS[state]}</p>
    <div>
      <h2 id="verdict"><span class="kicker">Verdict</span> ${headline}</h2>
      <p class="lead">${words}</p>
      <div class="parts">
        ${verdictPart('Integrity', integrity)}${verdictPart('Completeness', completeness)}${witness && verdictPart('Second witness', witness)}
      </div>
    </div>
  </section>`;
}

function verdictPart(title: string, { state, words, items }: VerdictPart): Html {
  const [bad, worth] = [
    items.filter(({ weight }) => weight === 'bad'),
    items.filter(({ weight }) => weight === 'worth'),
  ];
  const others = worth.length === 0 ? null : few(worth) ? list(worth) : folded(worth);
  return html`<div class="part ${state}">
    <h3><span aria-hidden="true">${MARKS[state]}</span> ${title}</h3>
    <p>${words}</p>
    ${list(bad)}${others}
  </div>`;
}

const few = (items: readonly Item[]) => items.length <= 3;

function folded(items: readonly Item[]): Html {
  return html`<details class="kept">
    <summary>${number(items.length)} things worth knowing, none a sign of a loss</summary>
    ${list(items)}
  </details>`;
}

/** Shows equal items of several places once. */
function list(items: readonly Item[]): Html | null {
  if (items.length === 0) return null;
  const same = new Map<string, Item[]>();
  for (const item of items) {
    const key = `${item.what}\n${item.advice ?? ''}`;
    same.set(key, [...(same.get(key) ?? []), item]);
  }
  const groups = [...same.values()];
  const more = groups.length - SHOWN;
  return html`<ul class="items">
    ${groups.slice(0, SHOWN).map(group)}${
      more > 0
        ? html`<li>${number(more)} more: <code>verify --json</code> and <code>report --json</code> have them all.</li>`
        : null
    }
  </ul>`;
}

function group(items: readonly Item[]): Html {
  const [{ weight, what, advice }] = items as [Item];
  const more = items.length - SHOWN;
  return html`<li class="${weight}">
    ${unbroken(what)}${items.slice(0, SHOWN).map(({ where }) => html` <span class="where"><bdi>${where}</bdi></span>`)}
    ${more > 0 ? html`<span class="where">and ${number(more)} more</span>` : null}
    ${advice === null ? null : html`<span class="advice">${advice}</span>`}
  </li>`;
}

/** Keeps a time on one line. */
function unbroken(text: string): Content {
  return text
    .split(/(\d{4}-\d\d-\d\d \d\d:\d\d)/)
    .map((part, index) => (index % 2 === 1 ? html`<span class="nobr">${part}</span>` : part));
}
