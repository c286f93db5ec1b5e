import { Emitter } from '../base/emitter';
import type { Disposable } from '../base/disposable';
import type { Target, Use } from '../contract/target';

/** The user's pins: per window and use, never stored. A pinned target is tried alone. */
export class Pins implements Disposable {
  private readonly pinnedTargets = new Map<Use, Target>();
  private readonly changed = new Emitter<Use>();
  readonly onDidChange = this.changed.event;

  pinned(use: Use): Target | undefined {
    return this.pinnedTargets.get(use);
  }

  pin(target: Target): void {
    this.pinnedTargets.set(target.use, target);
    this.changed.fire(target.use);
  }

  unpin(use: Use): void {
    if (this.pinnedTargets.delete(use)) this.changed.fire(use);
  }

  dispose(): void {
    this.changed.dispose();
  }
}
