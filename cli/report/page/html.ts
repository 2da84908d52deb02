// HTML that cannot be broken out of: whatever is put into it is text, unless it is HTML that was made here.
import { printable } from '../../output/table';

export class Html {
  constructor(readonly text: string) {}
}

export type Content = Html | string | number | null | undefined | readonly Content[];

/** In elements' contents and in quoted attributes. Texts of strangers are shown with what is invisible in them spelled out. */
export function html(parts: TemplateStringsArray, ...contents: readonly Content[]): Html {
  return new Html(parts.map((part, index) => part.replace(INDENTATION, '\n') + render(contents[index])).join(''));
}

function render(content: Content): string {
  if (content === null || content === undefined) return '';
  if (content instanceof Html) return content.text;
  if (typeof content === 'object') return Array.from(content, render).join('');
  return printable(String(content)).replace(/[&<>"'`]/g, (character) => ESCAPES[character] ?? '');
}

/** The source's, of which a long table would have thousands of lines. */
const INDENTATION = /\n\s*/g;

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};
