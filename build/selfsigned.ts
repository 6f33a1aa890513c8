/** What is taken of selfsigned, as an export that an `import()` of the bundle finds. */
export { generate } from 'selfsigned'
