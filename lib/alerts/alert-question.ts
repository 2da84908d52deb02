/** The saved questions that can be alerts: each row is of one session, or of somebody on a machine, by which it is known again. */
export enum AlertQuestion {
  /** Sessions that root or an IAM user opened, rather than a role. */
  ROOT_AND_IAM_USERS = 'root-and-iam-users',

  /** Sessions longer than `hours`, or than their own cap. */
  LONG_SESSIONS = 'long-sessions',

  /** Who is on a machine for the first time. Told once for each person and machine. */
  FIRST_TIME_ON_A_MACHINE = 'first-time-on-a-machine',

  /** Sessions at a weekend, or outside the hours from `opening_hour` to `closing_hour` in the time zone `zone`. */
  OUTSIDE_BUSINESS_HOURS = 'outside-business-hours',

  /** Sessions that are open and have been for more than `hours`. */
  OPEN_FOR_A_DAY = 'open-for-a-day',

  /** Sessions in containers of ECS. */
  CONTAINER_ACCESS = 'container-access',

  /** Sessions that failed to start. */
  FAILED_SESSIONS = 'failed-sessions',

  /** Sessions of which no log was kept. */
  NO_OUTPUT_LOG = 'no-output-log',

  /** Sessions whose reason is missing, or does not match `ticket`. */
  NO_REASON_OR_TICKET = 'no-reason-or-ticket',

  /** Sessions that forwarded a port or carried SSH, or may have. */
  PORT_FORWARDING_AND_SSH = 'port-forwarding-and-ssh',

  /** Sessions without just-in-time access in `accounts`. */
  STANDARD_ACCESS = 'standard-access',

  /** Sessions on one machine. Needs the parameter `machine`. */
  WHO_WAS_ON_A_MACHINE = 'who-was-on-a-machine',
}
