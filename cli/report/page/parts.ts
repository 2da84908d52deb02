// The page's shared parts: figures, cells, tables.
import type { Row, Value } from '../../engines/engine';
import { html, type Content, type Html } from './html';

export const number = (value: number) => value.toLocaleString('en-US');

/** A number of the report, marked with the name that the JSON document and the tests use. */
export function figure(name: string, value: Value | undefined, shown: string = number(Number(value ?? 0))): Html {
  return html`<data value="${Number(value ?? 0)}" data-figure="${name}">${shown}</data>`;
}

export function share(part: number, whole: number): string {
  if (whole === 0) return '';
  const percent = (100 * part) / whole;
  return percent > 0 && percent < 1 ? '< 1 %' : `${percent.toFixed(0)} %`;
}

/** A duration in a fitting unit. */
export function spell(seconds: Value | undefined): string {
  if (typeof seconds !== 'number') return '–';
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.round(seconds / 60)} min`;
  if (seconds < 48 * 3600) return `${(seconds / 3600).toFixed(1)} h`;
  return `${number(Math.round((10 * seconds) / 86_400) / 10)} days`;
}

/** A record's value. Times show whole seconds; the CSV has milliseconds. `bdi` isolates the direction of a text. */
export function cell(value: Value | undefined): Html {
  if (value === null || value === undefined || value === '') return html`<span class="none">–</span>`;
  if (typeof value === 'boolean') return html`${value ? 'yes' : 'no'}`;
  if (typeof value === 'number') return html`${number(value)}`;
  if (value.trim() === '') return html`<span class="none">(only spaces)</span>`;
  const moment = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.\d{3})?$/.exec(value);
  if (moment) return html`<span class="nobr">${moment[1]}</span> <span class="nobr">${moment[2]}</span>`;
  return html`<bdi class="${/^[\w.-]{1,22}$/.test(value) ? 'nobr' : ''}">${breakable(value)}</bdi>`;
}

/** Lets long names and paths break after punctuation rather than inside a word. */
function breakable(text: string): Content {
  return text.length < 16 ? text : text.split(/(?<=[@/:_=,])/).map((part, index) => (index > 0 ? [BREAK, part] : part));
}

const BREAK = html`<wbr />`;

export interface TableColumn<T> {
  readonly head: string;
  readonly of: (row: T) => Content;
  /** `number`: aligned right. `key`: the row's header. `graph`: repeats the number next to it. `id`: small, for looking up. */
  readonly kind?: 'number' | 'key' | 'graph' | 'time' | 'name' | 'id';
}

/** A table that the keyboard can scroll if it is wider than the screen. */
export function table<T>(caption: string, columns: readonly TableColumn<T>[], rows: readonly T[]): Html {
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${columns.map(({ head, kind }) =>
            kind === 'graph'
              ? html`<td class="graph"></td>`
              : html`<th scope="col" class="${kind ?? 'text'}">${head}</th>`,
          )}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${columns.map(({ of, kind }) =>
                kind === 'key'
                  ? html`<th scope="row">${of(row)}</th>`
                  : html`<td class="${kind ?? 'text'}">${of(row)}</td>`,
              )}
            </tr> `,
        )}
      </tbody>
    </table>
  </div>`;
}

/** A chart's numbers as a table, for readers who prefer text. */
export function figures(content: Html): Html {
  return html`<details class="figures">
    <summary>The figures</summary>
    ${content}
  </details>`;
}

export const of = (row: Row, column: string): number => Number(row[column] ?? 0);
