// The demo's output for a terminal or a CI log: plain text without colours.
import { stripVTControlCharacters } from 'node:util';
import Chartscii from 'chartscii';

export function heading(text: string): string {
  return `\n${text}\n${'─'.repeat(text.length)}\n`;
}

/** Draws one vertical bar for each value. */
export function columnChart(values: readonly { readonly label: string; readonly value: number }[]): string {
  const chart = new Chartscii([...values], { orientation: 'vertical', height: 8, barSize: 2, colorLabels: false });
  return `${stripVTControlCharacters(chart.create()).replace(/ +$/gm, '')}\n`;
}
