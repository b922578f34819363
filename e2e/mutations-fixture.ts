/** Payloads of the engine's own tests, posted over HTTP here. */
export { fuzzSeed, mutated, mutatedEntries, seededRandom } from '../admin/testing/kit/mutations'
