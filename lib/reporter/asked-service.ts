/** The service that a reporter collects sessions from, with the words for messages and descriptions. */
export interface AskedService {
  /** Name of the service, for alarms and messages. */
  readonly name: string;
  readonly operation: string;
  /** The words for its sessions. */
  readonly sessions: string;
  /**
   * Whether the service shows a limited number of sessions, so that a session can disappear before a snapshot sees it.
   */
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
