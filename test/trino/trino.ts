import { setTimeout } from 'node:timers/promises';

const ATTEMPTS = 30;

/** A query's answer, and what it took. */
export interface Answer {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** One array of plain JSON values a row, in the order of the columns; timestamps as `yyyy-MM-dd HH:mm:ss.SSS`, UTC. */
  readonly rows: readonly (readonly unknown[])[];
  /** From the request to the last row. */
  readonly milliseconds: number;
  /** Bytes of the objects as they lie in S3. */
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

/** A Trino server, with the schema that plain table names belong to. */
export class Trino {
  constructor(
    private readonly url: string,
    private readonly catalog: string,
    private readonly schema: string,
  ) {}

  /**
   * Runs one statement to its end; again where Trino has lost sight of its only node, as it may for seconds after its start. Throws
   * with Trino's name of the error (`HIVE_BAD_DATA`) and its message when it fails.
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
