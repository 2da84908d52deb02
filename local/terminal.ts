// How the demo looks in a terminal or in a log of CI: plain text without colours.
import { stripVTControlCharacters } from 'node:util';
import Chartscii from 'chartscii';

export function heading(text: string): string {
  return `\n${text}\n${'─'.repeat(text.length)}\n`;
}

/** A bar for each value, upright, side by side. */
export function columnChart(values: readonly { readonly label: string; readonly value: number }[]): string {
  const chart = new Chartscii([...values], { orientation: 'vertical', height: 8, barSize: 2, colorLabels: false });
  return `${stripVTControlCharacters(chart.create()).replace(/ +$/gm, '')}\n`;
}
