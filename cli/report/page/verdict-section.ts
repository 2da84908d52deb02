// The top of the page: whether what stands below can be relied on, in plain words.
import { number } from './parts';
import type { Half, Item } from '../half';
import type { Verdict } from '../verdict';
import { html, type Content, type Html } from './html';

/** How many items of one kind are spelled out. */
const SHOWN = 20;

const MARKS = { good: '✓', bad: '✕', unknown: '?' } as const;

export function verdictSection({ state, headline, words, integrity, completeness, witness }: Verdict): Html {
  return html`<section class="verdict ${state}" aria-labelledby="verdict" data-verdict="${state}">
    <p class="mark" aria-hidden="true">${MARKS[state]}</p>
    <div>
      <h2 id="verdict"><span class="kicker">Verdict</span> ${headline}</h2>
      <p class="lead">${words}</p>
      <div class="halves">
        ${half('Integrity', integrity)}${half('Completeness', completeness)}${witness && half('Second witness', witness)}
      </div>
    </div>
  </section>`;
}

function half(title: string, { state, words, items }: Half): Html {
  const [bad, worth] = [
    items.filter(({ weight }) => weight === 'bad'),
    items.filter(({ weight }) => weight === 'worth'),
  ];
  const others = worth.length === 0 ? null : few(worth) ? list(worth) : folded(worth);
  return html`<div class="half ${state}">
    <h3><span aria-hidden="true">${MARKS[state]}</span> ${title}</h3>
    <p>${words}</p>
    ${list(bad)}${others}
  </div>`;
}

const few = (items: readonly Item[]) => items.length <= 3;

function folded(items: readonly Item[]): Html {
  return html`<details class="kept">
    <summary>${number(items.length)} things worth knowing, no sign of a loss</summary>
    ${list(items)}
  </details>`;
}

/** What is so in several places is said once. */
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

/** A time stays on one line. */
function unbroken(text: string): Content {
  return text
    .split(/(\d{4}-\d\d-\d\d \d\d:\d\d)/)
    .map((part, index) => (index % 2 === 1 ? html`<span class="nobr">${part}</span>` : part));
}
