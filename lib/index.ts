export * from './alerts/alert-question';
export * from './alerts/session-alert-props';
export * from './archive/session-archive';
export * from './archive/session-archive-props';
export * from './curation/curation-alarms';
export * from './reporter/reporter-alarms';
export * from './reporter/session-reporter';
export * from './reporter/session-reporter-props';
