export const home = {
  promise: '落一方印，被搬运的每一秒都找得回来。',
  lead: '登记你的微短剧、视频或图片；以后谁截取、镜像、变速再发，把文件拖进来，就能看到哪一秒抄了哪一秒。',
  dropTitle: '把文件拖到这里查一查',
  dropHint: '视频或图片，多大都行，断线会接着传。文件只用来比对，不会公开。',
  choose: '选择文件',
  orRegister: '是你的作品？',
  register: '登记作品',
  howTitle: '三步，从创作到维权',
  how: {
    one: { title: '登记', words: '拖入成片，一边上传一边填表。谁写的、谁拍的、权利怎么分，一次说清。' },
    two: { title: '落印', words: '核对无误后按下印章：登记号、时间和文件的哈希值就此固定，任何人都能自己验证。' },
    three: { title: '比对', words: '看到可疑的视频就拖进来。截取、镜像、加框、变速都认得出，并排给你看。' },
  },
  picture: {
    copy: '网上的副本 · 已镜像',
    work: '登记的作品',
    caption: '示意：副本的哪几秒，是作品的哪几秒，用色带连起来。',
  },
  registryTitle: '最近落印的作品',
  searchLabel: '搜索公示的登记',
  searchExample: '作品名、作者或登记号',
  search: '搜索',
}

export const registry = {
  title: '登记公示',
  lead: '所有已落印的作品，任何人都可以查。',
  kind: '作品种类',
  allKinds: '全部种类',
  loading: '正在翻登记簿…',
  loadingOne: '正在取这份登记…',
  emptyTitle: '登记簿还是空的',
  emptyWords: '第一件作品落印之后，就会出现在这里。',
  notFoundTitle: '没有找到“{{query}}”',
  notFoundWords: '试试少写几个字，或者用登记号、著作权人的名字来找。',
}
