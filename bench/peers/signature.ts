import { ffmpeg } from '../edits/ffmpeg.ts'
import type { Found, FoundSegment, Peer } from './peer.ts'

const MATCHED = /matching of video 0 at ([\d.]+) and 1 at ([\d.]+), (\d+) frames matching/g

/**
 * The MPEG-7 video signature filter of FFmpeg. It compares two files and has no index, so it is asked about the true works and
 * one wrong one only: its recall is an upper bound.
 */
export const createSignaturePeer = (): Peer => {
  const paths = new Map<string, string>()
  return {
    name: 'MPEG-7 signature',
    note: 'ffmpeg signature=detectmode=full, asked about the true works and one wrong one only',
    kinds: ['video'],
    register: async ({ key, path }) => {
      paths.set(key, path)
    },
    find: async (copy) => {
      const wanted = [...new Set(copy.pieces.map(({ work }) => work))]
      const told = new Set([...wanted, ...copy.also])
      const wrong = [...paths.keys()].find((key) => !told.has(key))
      const found: Found[] = []
      for (const work of wrong ? [...wanted, wrong] : wanted) {
        const path = paths.get(work)
        if (!path) continue
        const graph = '[0:v:0][1:v:0]signature=nb_inputs=2:detectmode=full'
        const { stderr } = await ffmpeg([
          '-i',
          copy.path,
          '-i',
          path,
          '-filter_complex',
          graph,
          '-map',
          '0:v:0',
          '-f',
          'null',
          '-',
        ])
        const segments: FoundSegment[] = []
        for (const [, at = '0', workAt = '0', frames = '0'] of stderr.matchAll(MATCHED)) {
          // Frames of the copy at 25 a second: the filter says where it starts and how many frames it follows.
          const seconds = Number(frames) / 25
          const [queryStart, workStart] = [Number(at), Number(workAt)]
          segments.push({ queryStart, queryEnd: queryStart + seconds, workStart, workEnd: workStart + seconds })
        }
        if (segments.length > 0) found.push({ work, score: 1, segments })
      }
      return found
    },
  }
}
