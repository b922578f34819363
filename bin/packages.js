import { register } from 'node:module'

/** Loaded after tsx, so that it is asked before it. */
register('./package-hooks.js', import.meta.url)
