// A template for HTML that escapes every value, except HTML that this template made.
import { printable } from '../../output/table';

export class Html {
  constructor(readonly text: string) {}
}

export type Content = Html | string | number | null | undefined | readonly Content[];

/** For elements' contents and quoted attributes. Shows invisible characters of a text as escapes. */
export function html(parts: TemplateStringsArray, ...contents: readonly Content[]): Html {
  return new Html(parts.map((part, index) => part.replace(INDENTATION, '\n') + render(contents[index])).join(''));
}

function render(content: Content): string {
  if (content === null || content === undefined) return '';
  if (content instanceof Html) return content.text;
  if (typeof content === 'object') return Array.from(content, render).join('');
  return printable(String(content)).replace(/[&<>"'`]/g, (character) => ESCAPES[character] ?? '');
}

/** Removes the source's indentation, which long tables would repeat thousands of times. */
const INDENTATION = /\n\s*/g;

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};
