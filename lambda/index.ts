// What Lambda loads: the handler over the real clock and the process's environment.
export const handler = (): Promise<never> => Promise.reject(new Error('not built yet'));
