import { defineConfig, type DefaultTheme } from 'vitepress'

import {
  apiSection,
  koreanSections,
  partsSection,
  projectSection,
  sections,
  titleOf,
  type Section,
} from '../tools/site.ts'

function sidebarGroup({ title, pages }: Section): DefaultTheme.SidebarItem {
  return { text: title, items: pages.map((page) => ({ text: titleOf(page), link: `/${page}` })) }
}

const slug = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-')

const guides = [...sections, projectSection()].map(sidebarGroup)
const reference = [apiSection(), partsSection()].map(sidebarGroup)

export default defineConfig({
  title: 'Parley',
  description: 'Spoken conversations with realtime AI agents, in React.',
  srcExclude: ['snippets/**', 'node_modules/**'],
  outDir: 'dist',
  cacheDir: 'node_modules/.cache/vitepress',
  head: [['link', { rel: 'icon', href: '/mark.svg', type: 'image/svg+xml' }]],
  markdown: {
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    // The anchors that a code host gives the same headings, so that a link works in both places and in every language.
    anchor: { slugify: slug },
    toc: { slugify: slug },
    headers: { slugify: slug },
    // Wide tables scroll by themselves; the keyboard must reach them to do so.
    config: (md) => {
      md.renderer.rules['table_open'] = () => '<div class="table" tabindex="0"><table tabindex="-1">\n'
      md.renderer.rules['table_close'] = () => '</table></div>\n'
    },
  },
  vite: {
    build: { target: 'es2022', chunkSizeWarningLimit: 2000 },
    // What VitePress asks for by default is older than what its own dependencies can be turned into.
    optimizeDeps: { esbuildOptions: { target: 'es2022' } },
    server: { host: '127.0.0.1' },
  },
  locales: {
    root: { label: 'English', lang: 'en' },
    ko: {
      label: '한국어',
      lang: 'ko',
      description: 'React에서 실시간 AI 에이전트와 말로 대화합니다.',
      themeConfig: {
        nav: [{ text: '빠른 시작', link: '/ko/quickstart' }],
        sidebar: { '/ko/': koreanSections.map(sidebarGroup) },
        outline: { label: '이 페이지', level: [2, 3] },
        docFooter: { prev: '이전', next: '다음' },
        darkModeSwitchLabel: '밝기',
        lightModeSwitchTitle: '밝은 화면으로',
        darkModeSwitchTitle: '어두운 화면으로',
        sidebarMenuLabel: '메뉴',
        returnToTopLabel: '맨 위로',
        langMenuLabel: '언어',
        skipToContentLabel: '본문으로',
      },
    },
  },
  themeConfig: {
    logo: '/mark.svg',
    nav: [
      { text: 'Quickstart', link: '/quickstart' },
      { text: 'Guides', link: '/guides/interruptions', activeMatch: '/guides/' },
      { text: 'Reference', link: '/api/', activeMatch: '/api/' },
    ],
    sidebar: { '/api/': reference, '/': guides },
    outline: { level: [2, 3] },
    search: { provider: 'local' },
    externalLinkIcon: true,
    i18nRouting: false,
  },
})
