import { countries } from '../../../kernel/countries.ts'
import { invalid } from '../../../kernel/errors.ts'
import type { VocabularyInput } from '../contract.ts'
import { territoryGroups } from '../vocabulary/territory-groups.ts'
import { languageTree, mediaTree } from '../vocabulary/trees.ts'

/** The words that scopes are written in: each code by the leaves that it stands for. */
export interface Vocabulary {
  /** Throws Invalid `territory_unknown`. `day` is when the scope was agreed, for groups of which only dated keys are known. */
  territories: (code: string, day: number) => readonly string[]
  /** Throws Invalid `media_unknown`. */
  media: (code: string) => readonly string[]
  /** The leaves under a tag, in the tree's spelling; a tag outside of the tree is its own leaf. Never called with `*`. */
  languages: (tag: string) => readonly string[]
  languageLeaves: readonly string[]
}

type Tree = Readonly<Record<string, readonly string[]>>

/** Throws Invalid `tree_circular`. */
function leavesOf(tree: Tree): Map<string, readonly string[]> {
  const leaves = new Map<string, readonly string[]>()
  const open = new Set<string>()
  const visit = (node: string): readonly string[] => {
    const known = leaves.get(node)
    if (known) return known
    if (open.has(node) || open.size > 100) throw invalid('tree_circular', `${node} lies beneath itself, or too deep`)
    open.add(node)
    const children = Object.hasOwn(tree, node) ? (tree[node] ?? []) : []
    const found = children.length === 0 ? [node] : [...new Set(children.flatMap(visit))]
    open.delete(node)
    leaves.set(node, found)
    return found
  }
  for (const node of Object.keys(tree)) visit(node)
  return leaves
}

/** `EN-us` and `en-US` are one tag (BCP 47). */
function canonicalTag(tag: string): string {
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? tag
  } catch {
    return tag.toLowerCase()
  }
}

function groupsOf(given: VocabularyInput['territoryGroups']): Map<string, readonly string[]> {
  const members: Record<string, readonly string[]> = {}
  for (const [key, group] of Object.entries(territoryGroups)) members[key] = group.members
  for (const [key, group] of Object.entries(given ?? {})) {
    if (typeof group === 'string') {
      if (!Object.hasOwn(territoryGroups, key))
        throw invalid('territory_group_wrong', `The group ${key} lists no members`)
    } else members[key] = 'members' in group ? group.members : group
  }
  const leaves = leavesOf(members)
  for (const leaf of new Set([...leaves.values()].flat())) {
    if (!/^[A-Z]{2}$/.test(leaf) && members[leaf]?.length !== 0) {
      throw invalid('territory_unknown', `${leaf}, a member of a group, is neither a territory nor a group`)
    }
  }
  // A group of none is not a territory.
  return new Map(
    Object.keys(members).map((key) => [key, members[key]?.length === 0 ? [] : (leaves.get(key) ?? [])] as const),
  )
}

/**
 * The market's own words, with what a file brings: its groups beside ours, its trees instead of ours.
 * Throws Invalid for a tree or a group that lies beneath itself.
 */
export function vocabularyOf(given: VocabularyInput = {}): Vocabulary {
  const groups = groupsOf(given.territoryGroups)
  const dated = new Map<string, { day: string; key: string }[]>()
  for (const key of groups.keys()) {
    const [, name, day] = /^(.+)@(\d{4}-\d{2}-\d{2})$/.exec(key) ?? []
    if (name !== undefined && day !== undefined) dated.set(name, [...(dated.get(name) ?? []), { day, key }])
  }
  const media = leavesOf(given.mediaTree ?? mediaTree)
  const languages = leavesOf(given.languageTree ?? languageTree)
  const spelling = new Map([...languages.keys()].map((tag) => [tag.toLowerCase(), tag]))
  for (const leaf of [...languages.values()].flat()) spelling.set(leaf.toLowerCase(), leaf)
  const single = new Map(countries.map((code) => [code, [code]]))

  return {
    territories: (code, day) => {
      const known = groups.get(code) ?? single.get(code)
      if (known) return known
      const date = Number.isFinite(day) ? new Date(day * 86_400_000).toISOString().slice(0, 10) : '9999-12-31'
      const last = (dated.get(code) ?? []).filter((one) => one.day <= date).sort((a, b) => (a.day < b.day ? 1 : -1))[0]
      const members = last && groups.get(last.key)
      if (!members) throw invalid('territory_unknown', `${code} is neither a code of ISO 3166-1 nor a group`)
      return members
    },
    media: (code) => {
      const known = media.get(code)
      if (!known) throw invalid('media_unknown', `${code} is not in the media tree`)
      return known
    },
    languages: (tag) => {
      const known = spelling.get(tag) ?? spelling.get(tag.toLowerCase())
      const spelt = known ?? canonicalTag(tag)
      if (known === undefined) spelling.set(tag, spelt)
      return languages.get(spelt) ?? [spelt]
    },
    languageLeaves: [...new Set([...languages.values()].flat())],
  }
}
