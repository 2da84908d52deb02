// Draws charts as SVG with positions in percent: they fill the page at any width, and their text keeps its size. Colours come from the
// page's classes, so charts also fit dark mode and print.
import { html, type Html } from './html';

/** The axis marks: at most five round numbers, the last one at or above the greatest value. */
export function scale(greatest: number): { readonly top: number; readonly marks: readonly number[] } {
  const rough = Math.max(1, greatest) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power);
  const count = Math.max(1, Math.ceil(greatest / step));
  return { top: count * step, marks: Array.from({ length: count + 1 }, (_, index) => index * step) };
}

const percent = (part: number, whole: number) => `${Math.round((1e5 * part) / whole) / 1e3}%`;

export interface Bar {
  readonly label: string;
  readonly value: number;
}

/** The number of labels below a chart: on a phone, more would overlap. */
const LABELS = 6;

/** Columns over time. */
export function columns(alternative: string, bars: readonly Bar[]): Html {
  const { top, marks } = scale(Math.max(0, ...bars.map(({ value }) => value)));
  const every = Math.max(1, Math.ceil(bars.length / LABELS));
  const gap = bars.length > 120 ? 0 : 0.18;
  return plot(
    alternative,
    'columns',
    marks.map((mark) => html`<text x="100%" y="${percent(top - mark, top)}">${mark.toLocaleString('en-US')}</text>`),
    [
      ...marks.map((mark) => {
        const y = percent(top - mark, top);
        return html`<line class="${mark === 0 ? 'base' : 'grid'}" x1="0" x2="100%" y1="${y}" y2="${y}" />`;
      }),
      ...bars.map(
        ({ value }, index) =>
          html`<rect
            class="bar"
            x="${percent(index + gap / 2, bars.length)}"
            width="${percent(1 - gap, bars.length)}"
            y="${percent(top - value, top)}"
            height="${percent(value, top)}"
          />`,
      ),
    ],
    bars.flatMap(({ label }, index) =>
      index % every === 0 ? [html`<text x="${percent(index + 0.5, bars.length)}" y="50%">${label}</text>`] : [],
    ),
  );
}

export interface Heat {
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** Values by row and column. */
  readonly values: readonly (readonly number[])[];
}

export function heatMap(alternative: string, { rows, columns: heads, values }: Heat): Html {
  const greatest = Math.max(1, ...values.flat());
  return plot(
    alternative,
    'heat',
    rows.map((name, row) => html`<text x="100%" y="${percent(row + 0.5, rows.length)}">${name}</text>`),
    values.flatMap((line, row) =>
      line.map((value, column) => {
        const strength = value === 0 ? 0 : 0.14 + (0.86 * value) / greatest;
        return html`<rect
          class="${value === 0 ? 'cold' : 'bar'}"
          fill-opacity="${value === 0 ? 1 : strength.toFixed(3)}"
          x="${percent(column + 0.04, heads.length)}"
          width="${percent(0.92, heads.length)}"
          y="${percent(row + 0.06, rows.length)}"
          height="${percent(0.88, rows.length)}"
        />`;
      }),
    ),
    heads.flatMap((name, column) =>
      column % 3 === 0 ? [html`<text x="${percent(column + 0.5, heads.length)}" y="50%">${name}</text>`] : [],
    ),
  );
}

function plot(
  alternative: string,
  kind: string,
  left: readonly Html[],
  inside: readonly Html[],
  below: readonly Html[],
): Html {
  return html`<div class="plot ${kind}" role="img" aria-label="${alternative}">
    <svg class="left">${left}</svg><svg class="inside">${inside}</svg><svg class="below">${below}</svg>
  </div>`;
}

/** A bar in a row of a table, next to its number. */
export function rowBar(value: number, greatest: number): Html {
  return html`<svg class="row-bar" aria-hidden="true">
    <rect class="bar" width="${percent(value, Math.max(1, greatest))}" height="100%" />
  </svg>`;
}

export interface Span {
  readonly kind: 'seen' | 'late' | 'lost';
  /** Epoch milliseconds. */
  readonly fromMs: number;
  readonly toMs: number;
}

/** A strip of time. Spans are clipped at its ends. */
export function strip(alternative: string, fromMs: number, toMs: number, spans: readonly Span[]): Html {
  const place = (ms: number) => Math.min(toMs, Math.max(fromMs, ms)) - fromMs;
  return html`<svg class="strip" role="img" aria-label="${alternative}">
    ${spans.map((span) => {
      const [begin, end] = [place(span.fromMs), place(span.toMs)];
      if (end <= begin) return null;
      // Keeps even the shortest loss visible.
      const width = Math.max(end - begin, span.kind === 'seen' ? 0 : (toMs - fromMs) / 250);
      const area = html`x="${percent(begin, toMs - fromMs)}" width="${percent(width, toMs - fromMs)}" height="100%"`;
      return html`<rect
          class="${span.kind}"
          ${area}
        />${span.kind === 'lost' ? html`<rect fill="url(#hatch)" ${area} />` : null}`;
    })}
  </svg>`;
}

/** The hatching of lost time, which works without colours. The page defines it once. */
export const HATCH: Html = html`<svg class="defs" aria-hidden="true">
  <defs>
    <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <rect class="hatch" width="2" height="6" />
    </pattern>
  </defs>
</svg>`;
