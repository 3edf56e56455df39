export interface CalibrationStep {
  /** From this much evidence on. */
  evidence: number
  confidence: number
  /** What it was fitted to: reported comparisons. */
  right: number
  wrong: number
}

export interface Calibration {
  version: string
  /** Calendar day of the measurement. */
  measuredOn: string
  /** In order of evidence; a kind that is missing has not been calibrated. */
  kinds: { [kind in 'image' | 'video' | 'audio' | 'text']?: CalibrationStep[] }
}

/** Written by `node bench/calibrate.ts --fit`. */
export const CALIBRATION: Calibration = {
  version: 'qianyin-confidence-2026-11-25',
  measuredOn: '2026-11-25',
  kinds: {
    image: [
      {
        evidence: 0.5,
        right: 3,
        wrong: 0,
        confidence: 0.875,
      },
      {
        evidence: 0.6,
        right: 12,
        wrong: 0,
        confidence: 0.961,
      },
      {
        evidence: 0.98,
        right: 684,
        wrong: 0,
        confidence: 0.999,
      },
    ],
  },
}
