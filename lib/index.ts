export * from './session-archive';
export * from './session-archive-props';
export * from './session-reporter';
export * from './session-reporter-props';
