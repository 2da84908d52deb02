/** What a reporter asks for sessions, in the words of what people read. */
export interface AskedService {
  /** Who throttles and forgets. */
  readonly name: string;
  readonly operation: string;
  /** Whose sessions they are. */
  readonly sessions: string;
  /** It shows only so many sessions, so that some may be gone before a snapshot sees them. */
  readonly showsOnlyLatest: boolean;
}

export const SSM: AskedService = {
  name: 'SSM',
  operation: 'DescribeSessions',
  sessions: 'Session Manager sessions',
  showsOnlyLatest: false,
};

export const ALIBABA_ECS: AskedService = {
  name: 'Alibaba Cloud',
  operation: 'DescribeTerminalSessions',
  sessions: 'Alibaba Cloud ECS sessions',
  showsOnlyLatest: true,
};
