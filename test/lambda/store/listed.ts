// An archive that can only list its keys, as S3 lists them, for tests of what a run finds before it reads anything.
export function listed(...keys: string[]) {
  const requests: string[] = [];
  return {
    requests,
    list: (prefix: string, startAfter = '') => {
      requests.push(prefix);
      return Promise.resolve([...keys].sort().filter((key) => key.startsWith(prefix) && key > startAfter));
    },
  };
}
