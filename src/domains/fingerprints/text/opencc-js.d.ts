/** Pairs "from to" separated by "|"; OpenCC's tables, Apache-2.0. */
declare module 'opencc-js/dict/*' {
  const pairs: string
  // biome-ignore lint/style/noDefaultExport: so the package has it
  export default pairs
}
