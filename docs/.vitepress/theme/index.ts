import { useData, withBase, type Theme } from 'vitepress'
import DefaultTheme from 'vitepress/theme-without-fonts'
import { defineComponent, h } from 'vue'

import './style.css'

/** Every page also exists as Markdown, for tools and for people who read so. */
const MarkdownLink = defineComponent(() => {
  const { page, lang } = useData()
  return () =>
    h('p', { class: 'twin' }, [
      h(
        'a',
        { href: withBase(`/${page.value.relativePath}`), target: '_self' },
        lang.value === 'ko' ? '이 페이지를 마크다운으로' : 'This page as Markdown',
      ),
    ])
})

const theme: Theme = {
  extends: DefaultTheme,
  Layout: () => h(DefaultTheme.Layout, null, { 'doc-footer-before': () => h(MarkdownLink) }),
}
export default theme
