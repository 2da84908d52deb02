import { setTimeout } from 'node:timers/promises';

const ATTEMPTS = 30;

/** A query's answer, its duration and its reads. */
export interface Answer {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /**
   * An array of JSON values for each row, in the order of the columns. Timestamps are `yyyy-MM-dd HH:mm:ss.SSS`, UTC.
   */
  readonly rows: readonly (readonly unknown[])[];
  /** From the request to the last row. */
  readonly milliseconds: number;
  /** The bytes read from S3, before decompression. */
  readonly bytesRead: number;
}

/** One page of the client protocol's answer: https://trino.io/docs/476/develop/client-protocol.html */
interface Page {
  readonly nextUri?: string;
  readonly columns?: Answer['columns'];
  readonly data?: Answer['rows'];
  readonly stats: { readonly physicalInputBytes: number };
  readonly error?: { readonly errorName: string; readonly message: string };
}

/** A Trino server, with the schema of unqualified table names. */
export class Trino {
  constructor(
    private readonly url: string,
    private readonly catalog: string,
    private readonly schema: string,
  ) {}

  /**
   * Runs one statement to its end. Repeats it if Trino reports no nodes, which may happen for seconds after its start.
   * If the statement fails, throws Trino's error name (such as `HIVE_BAD_DATA`) and message.
   */
  async query(sql: string): Promise<Answer> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.run(sql);
      } catch (error) {
        if (attempt === ATTEMPTS || !String(error).includes('NO_NODES_AVAILABLE')) throw error;
        await setTimeout(1000);
      }
    }
  }

  private async run(sql: string): Promise<Answer> {
    const begin = performance.now();
    let page = await this.fetchPage(`${this.url}/v1/statement`, { method: 'POST', body: sql, headers: this.headers() });
    let columns = page.columns;
    const rows = [...(page.data ?? [])];
    while (page.nextUri !== undefined) {
      page = await this.fetchPage(page.nextUri);
      columns ??= page.columns;
      rows.push(...(page.data ?? []));
    }
    if (page.error) throw new Error(`${page.error.errorName}: ${page.error.message}`);
    const bytesRead = page.stats.physicalInputBytes;
    return { columns: columns ?? [], rows, milliseconds: performance.now() - begin, bytesRead };
  }

  private headers(): Record<string, string> {
    return {
      'X-Trino-User': 'auditor',
      'X-Trino-Catalog': this.catalog,
      'X-Trino-Schema': this.schema,
      'X-Trino-Time-Zone': 'UTC',
      // Without it, types lose their precision: timestamp instead of timestamp(3).
      'X-Trino-Client-Capabilities': 'PARAMETRIC_DATETIME',
    };
  }

  private async fetchPage(url: string, init?: RequestInit): Promise<Page> {
    const response = await fetch(url, init);
    if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as Page;
  }
}
