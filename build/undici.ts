/** What is taken of undici, as exports that an `import()` of the bundle finds. */
export { EnvHttpProxyAgent, fetch } from 'undici'
