import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from '@mantine/core'

const ink: MantineColorsTuple = [
  '#f7f6f4',
  '#ebe9e5',
  '#d6d3cd',
  '#b6b2aa',
  '#8f8b83',
  '#68645d',
  '#4b4843',
  '#353330',
  '#242321',
  '#171615',
]

const seal: MantineColorsTuple = [
  '#fdf1ef',
  '#f9dcd8',
  '#f0b5ae',
  '#ea9188',
  '#dd665a',
  '#cb4338',
  '#b3261e',
  '#9a1e17',
  '#821812',
  '#66120d',
]

const dark: MantineColorsTuple = [
  '#eceae6',
  '#cfccc6',
  '#b0aca5',
  '#6e6a64',
  '#4a4742',
  '#393632',
  '#2a2825',
  '#1c1b19',
  '#171615',
  '#0f0e0e',
]

const fonts =
  'system-ui, -apple-system, "Segoe UI", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei UI", "Noto Sans SC", "Noto Sans CJK SC", sans-serif'

/** Plain actions are ink on paper and turn with the scheme; red ones are those that seal or cannot be undone. */
const variantColors: VariantColorsResolver = (input) => {
  const standard = defaultVariantColorsResolver(input)
  const isRed = input.color === 'seal'
  if (input.variant === 'filled') {
    const background = isRed ? 'var(--seal)' : 'var(--action)'
    const hover = isRed ? 'var(--seal-hover)' : 'var(--action-hover)'
    return { ...standard, background, hover, color: isRed ? '#fff' : 'var(--action-text)' }
  }
  if (input.variant === 'outline' && isRed)
    return { ...standard, color: 'var(--seal-text)', border: '1px solid var(--seal-line)' }
  return standard
}

export const theme = createTheme({
  colors: { ink, seal, dark },
  primaryColor: 'ink',
  primaryShade: { light: 8, dark: 1 },
  variantColorResolver: variantColors,
  fontFamily: fonts,
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "Noto Sans Mono", monospace',
  headings: { fontFamily: fonts, fontWeight: '650' },
  defaultRadius: 'md',
  radius: { md: '8px', lg: '14px' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Anchor: { defaultProps: { underline: 'always', c: 'var(--link)' } },
    RadioGroup: { defaultProps: { size: 'md' } },
    TextInput: { defaultProps: { size: 'md' } },
    PasswordInput: { defaultProps: { size: 'md' } },
    Textarea: { defaultProps: { size: 'md' } },
    Select: { defaultProps: { size: 'md' } },
    NativeSelect: { defaultProps: { size: 'md' } },
    MultiSelect: { defaultProps: { size: 'md' } },
  },
})

/** Mantine's own greys miss 4.5:1 on paper; these hold it in both schemes. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#625e57',
    '--mantine-color-placeholder': '#736f68',
    '--mantine-color-error': '#b3261e',
    '--mantine-color-text': '#1f1e1c',
    '--mantine-color-default-border': '#cfcbc4',
  },
  dark: {
    '--mantine-color-dimmed': '#b0aca5',
    '--mantine-color-placeholder': '#9a968f',
    '--mantine-color-error': '#ff9d94',
    '--mantine-color-text': '#eceae6',
    '--mantine-color-body': '#171615',
    '--mantine-color-default': '#1f1e1c',
    '--mantine-color-default-hover': '#2a2825',
    '--mantine-color-default-border': '#4a4742',
  },
})
