import { createTheme, type MantineColorsTuple } from '@mantine/core'

const sea: MantineColorsTuple = [
  '#e6f6f5',
  '#cfeae8',
  '#a2d6d2',
  '#71c1bb',
  '#4bb0a8',
  '#33a59c',
  '#1f948b',
  '#0f7d76',
  '#0b655f',
  '#064a46',
]
const dark: MantineColorsTuple = [
  '#dfe4ea',
  '#b9c2cc',
  '#98a3b0',
  '#6d7987',
  '#3d4753',
  '#2b333d',
  '#20272f',
  '#171d24',
  '#12171d',
  '#0c1014',
]

/** Shades that keep WCAG AA in both themes. */
export const theme = createTheme({
  primaryColor: 'sea',
  primaryShade: { light: 8, dark: 7 },
  autoContrast: true,
  respectReducedMotion: true,
  colors: { sea, dark },
  fontFamily: 'Inter, "Segoe UI", system-ui, -apple-system, "DejaVu Sans", sans-serif',
  fontFamilyMonospace: '"JetBrains Mono", "SF Mono", Consolas, "DejaVu Sans Mono", monospace',
  fontSizes: { xs: '0.72rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.2rem' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  headings: { fontWeight: '620', sizes: { h1: { fontSize: '1.25rem' }, h2: { fontSize: '1rem' }, h3: { fontSize: '0.875rem' } } },
})
