// Runs before the first paint, so that a dark or English page does not flash light or Chinese.
;(() => {
  let scheme = null
  let language = null
  try {
    scheme = localStorage.getItem('mantine-color-scheme-value')
    language = localStorage.getItem('qianyin.language')
  } catch {
    // Storage can be closed to us; the browser's own wishes decide then.
  }
  if (scheme !== 'light' && scheme !== 'dark') {
    scheme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
  }
  document.documentElement.setAttribute('data-mantine-color-scheme', scheme)
  if (language !== 'zh-CN' && language !== 'en') language = /^zh\b/i.test(navigator.language) ? 'zh-CN' : 'en'
  document.documentElement.lang = language
})()
