import type { Placement } from './stage.ts'

export interface Camera {
  readonly x?: number
  readonly y?: number
  readonly zoom?: number
  readonly roll?: number
}

/** Where a layer at depth 0 (infinitely far) .. 1 (subject plane) .. >1 (in front) lands for this camera. */
export function at(camera: Camera, depth: number): Placement {
  const { x = 0, y = 0, zoom = 1, roll = 0 } = camera
  return { x: -x * depth, y: -y * depth, scale: 1 + (zoom - 1) * depth, turn: roll }
}

/** A sprite standing at a world point on a plane of the given depth. */
export function sprite(
  camera: Camera,
  depth: number,
  place: { x: number; y: number; scale?: number; turn?: number; flip?: boolean; alpha?: number },
): Placement {
  const { x = 0, y = 0, zoom = 1 } = camera
  const scale = 1 + (zoom - 1) * depth
  const own = place.scale ?? 1
  return {
    pivotX: 0,
    pivotY: 0,
    x: 270 + (place.x - 270) * scale - x * depth,
    y: 480 + (place.y - 480) * scale - y * depth,
    scaleX: own * scale * (place.flip ? -1 : 1),
    scaleY: own * scale,
    turn: place.turn ?? 0,
    alpha: place.alpha ?? 1,
  }
}
