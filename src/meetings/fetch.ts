/** The one thing that the client needs of its world: undici's on Node, a sandbox's, or the runtime's own. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>
