/** What is loaded after the start: one part of the bundle. */
export { HealthMemory } from './healthMemory';
export { Lease } from './lease';
