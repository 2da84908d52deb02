/**
 * The saved questions that can be alerts. Each of their rows stands for one session or event, or for a person and a
 * machine or address, so an alert can recognize the row.
 */
export enum AlertQuestion {
  /** Sessions that root or an IAM user opened, rather than a role. */
  ROOT_AND_IAM_USERS = 'root-and-iam-users',

  /** Sessions longer than `hours`, or than their own cap. */
  LONG_SESSIONS = 'long-sessions',

  /** People who are on a machine for the first time. Reported once for each person and machine. */
  FIRST_TIME_ON_A_MACHINE = 'first-time-on-a-machine',

  /** Sessions at a weekend, or outside the hours from `opening_hour` to `closing_hour` in the time zone `zone`. */
  OUTSIDE_BUSINESS_HOURS = 'outside-business-hours',

  /** Sessions that have been open for more than `hours`. */
  OPEN_FOR_A_DAY = 'open-for-a-day',

  /** Sessions in containers of ECS. */
  CONTAINER_ACCESS = 'container-access',

  /** Sessions that failed to start. */
  FAILED_SESSIONS = 'failed-sessions',

  /** Sessions without an output log. */
  NO_OUTPUT_LOG = 'no-output-log',

  /** Sessions whose reason is missing, or does not match `ticket`. */
  NO_REASON_OR_TICKET = 'no-reason-or-ticket',

  /** Sessions that forwarded a port or carried SSH, or may have. */
  PORT_FORWARDING_AND_SSH = 'port-forwarding-and-ssh',

  /** Sessions without just-in-time access in `accounts`. */
  STANDARD_ACCESS = 'standard-access',

  /** Sessions on one machine. Needs the parameter `machine`. */
  WHO_WAS_ON_A_MACHINE = 'who-was-on-a-machine',

  /** Sessions started with credentials that had no MFA of IAM. Needs an archive with `cloudTrail`. */
  WITHOUT_MFA = 'without-mfa',

  /**
   * Sessions without a start in the trail, and starts without a session in the archive, if nothing explains them.
   * `all_causes: true` includes those with an explanation. Reported once for each session and finding. Needs an archive
   * with `cloudTrail`.
   */
  UNEXPLAINED_SESSIONS = 'unexplained-sessions',

  /** Attempts to start, resume or end a session that were refused or failed. Needs an archive with `cloudTrail`. */
  DENIED_ATTEMPTS = 'denied-attempts',

  /**
   * People who came from an address that is new for them. Reported once for each person and address. Needs an archive
   * with `cloudTrail`.
   */
  NEW_ADDRESS = 'new-address',
}
