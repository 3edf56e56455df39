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
    video: [
      {
        evidence: 0.6,
        right: 1,
        wrong: 0,
        confidence: 0.75,
      },
      {
        evidence: 0.7,
        right: 4,
        wrong: 0,
        confidence: 0.9,
      },
      {
        evidence: 0.8,
        right: 9,
        wrong: 0,
        confidence: 0.95,
      },
      {
        evidence: 0.9,
        right: 11,
        wrong: 0,
        confidence: 0.958,
      },
      {
        evidence: 0.95,
        right: 22,
        wrong: 0,
        confidence: 0.978,
      },
      {
        evidence: 0.98,
        right: 68,
        wrong: 0,
        confidence: 0.992,
      },
    ],
    text: [
      {
        evidence: 0.9,
        right: 5,
        wrong: 0,
        confidence: 0.916,
      },
      {
        evidence: 0.95,
        right: 17,
        wrong: 0,
        confidence: 0.972,
      },
      {
        evidence: 0.98,
        right: 223,
        wrong: 0,
        confidence: 0.997,
      },
    ],
  },
}
