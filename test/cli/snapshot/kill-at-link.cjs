// Loaded before the command. Kills it with SIGKILL before or after its nth call of link, which gives a file its final
// name.
const { promises } = require('node:fs');

const [nth, moment] = (process.env.KILL_AT_LINK ?? '').split(' ');
const { link } = promises;
let links = 0;
promises.link = async (...args) => {
  links += 1;
  if (links !== Number(nth)) return link(...args);
  if (moment === 'after') await link(...args);
  process.kill(process.pid, 'SIGKILL');
  return new Promise(() => undefined);
};
