/** The Pearl River at dusk with the Canton Tower: shown until the registry has pictures of its own. */
export function RiverScene() {
  return (
    <svg viewBox="0 0 240 300" preserveAspectRatio="xMidYMid slice" aria-hidden>
      <defs>
        <linearGradient id="dusk" x1="0" y1="0" x2="0" y2="1">
          <stop offset="0" stopColor="#27364f" />
          <stop offset="0.6" stopColor="#c9785a" />
          <stop offset="1" stopColor="#f0c795" />
        </linearGradient>
        <linearGradient id="river" x1="0" y1="0" x2="0" y2="1">
          <stop offset="0" stopColor="#a8664f" />
          <stop offset="1" stopColor="#1f2c40" />
        </linearGradient>
      </defs>
      <rect width="240" height="212" fill="url(#dusk)" />
      <circle cx="62" cy="66" r="21" fill="#f8e6c4" />
      <path d="M0 206 V172 H22 V150 H44 V178 H66 V160 H84 V186 H110 V206 Z" fill="#3a3444" />
      <path d="M186 206 V166 H202 V140 H224 V176 H240 V206 Z" fill="#3a3444" />
      <path d="M148 206 C156 160 155 136 150 92 L154 60 L158 92 C153 136 152 160 166 206 Z" fill="#1d1b26" />
      <path d="M154 60 V34" stroke="#1d1b26" strokeWidth="2" />
      <rect y="204" width="240" height="96" fill="url(#river)" />
      <g stroke="#f3cf9f" strokeWidth="2" strokeLinecap="round" opacity="0.75">
        <path d="M46 222 H78 M54 236 H72 M40 252 H84 M148 226 H166 M142 242 H170" />
      </g>
      <path d="M92 246 q26 14 58 0 l-8 14 q-22 6 -42 0 Z" fill="#14131b" />
      <path d="M104 248 q14 -22 32 0 Z" fill="#2c2733" />
      <circle cx="118" cy="228" r="5" fill="#14131b" />
    </svg>
  )
}
