/** For `node --expose-gc --require`: collects when it is told to. */
process.on('SIGUSR2', () => globalThis.gc())
