// Shows a run's progress on stderr: a live line for each Region on a terminal, plain lines elsewhere.
import { MultiBar, type SingleBar } from 'cli-progress';
import { printable } from '../output/table';
import type { Watcher } from './sources';

export interface Progress extends Watcher {
  stop(): void;
}

/** @param write prints whole lines */
export function startProgress(isTerminal: boolean, write: (text: string) => void, clock: () => number): Progress {
  return isTerminal ? new LiveProgress() : new PlainProgress(write, clock);
}

/** The progress of a Region. */
class State {
  pages = 0;
  sessions = 0;
  failures = 0;
  plan = '';

  text(): string {
    const again = this.failures > 0 ? `, ${count(this.failures, 'failed attempt')}` : '';
    return `${count(this.pages, 'page')}, ${count(this.sessions, 'session')}${again}`;
  }
}

class States {
  private readonly byRegion = new Map<string, State>();

  of(region: string): State {
    const state = this.byRegion.get(region) ?? new State();
    this.byRegion.set(region, state);
    return state;
  }
}

class LiveProgress implements Progress {
  private readonly states = new States();
  private readonly bars = new Map<string, SingleBar>();
  private isStopped = false;
  private readonly all = new MultiBar({
    format: '{region} {plan} {text}, {duration_formatted}',
    hideCursor: true,
    clearOnComplete: true,
    forceRedraw: true,
  });

  planned(region: string, mode: string): void {
    this.states.of(region).plan = ofMode(mode);
    this.show(region);
  }

  page(region: string, sessions: number): void {
    const state = this.states.of(region);
    state.pages += 1;
    state.sessions += sessions;
    this.show(region);
  }

  failedAttempt(region: string): void {
    this.states.of(region).failures += 1;
    this.show(region);
  }

  ended(region: string): void {
    const bar = this.bars.get(region);
    if (bar) this.all.remove(bar);
    this.bars.delete(region);
  }

  notTaken(region: string, reason: string): void {
    this.all.log(notTaken(region, reason));
  }

  /** Ends the display for good, although pages may still arrive while a run stops. */
  stop(): void {
    this.isStopped = true;
    this.bars.clear();
    this.all.stop();
  }

  private show(region: string): void {
    if (this.isStopped) return;
    const state = this.states.of(region);
    const values = { region: region.padEnd(REGION_WIDTH), plan: state.plan, text: state.text() };
    const bar = this.bars.get(region);
    // The number of pages is unknown until the last one arrives.
    if (bar) bar.update(state.pages, values);
    else this.bars.set(region, this.all.create(Infinity, state.pages, values));
  }
}

const REGION_WIDTH = 'ap-southeast-1'.length;

/** Often enough to show progress, rarely enough for a log. */
const EVERY_MS = 10_000;

class PlainProgress implements Progress {
  private readonly states = new States();
  private readonly told = new Map<string, number>();

  constructor(
    private readonly write: (text: string) => void,
    private readonly clock: () => number,
  ) {}

  planned(region: string, mode: string, why: string): void {
    this.told.set(region, this.clock());
    this.write(`${region}: ${ofMode(mode)} (${printable(why)})\n`);
  }

  page(region: string, sessions: number): void {
    const state = this.states.of(region);
    state.pages += 1;
    state.sessions += sessions;
    this.tell(region);
  }

  failedAttempt(region: string): void {
    this.states.of(region).failures += 1;
    this.tell(region);
  }

  ended(): void {
    // The outcome reports it.
  }

  notTaken(region: string, reason: string): void {
    this.write(notTaken(region, reason));
  }

  stop(): void {
    // Nothing to end: each line is complete.
  }

  private tell(region: string): void {
    const now = this.clock();
    if (now - (this.told.get(region) ?? now) < EVERY_MS) return;
    this.told.set(region, now);
    this.write(`${region}: ${this.states.of(region).text()} so far\n`);
  }
}

function ofMode(mode: string): string {
  return mode === 'full' ? 'reads all of History' : 'reads what is new';
}

function notTaken(region: string, reason: string): string {
  return `${region}: no snapshot: ${printable(reason)}\n`;
}

function count(number: number, what: string): string {
  return `${number.toLocaleString('en-US')} ${what}${number === 1 ? '' : 's'}`;
}
