import { json } from '@codemirror/lang-json'
import { useComputedColorScheme } from '@mantine/core'
import CodeMirror, { EditorView } from '@uiw/react-codemirror'
import { useMemo } from 'react'

const nonce = () => document.querySelector<HTMLMetaElement>('meta[name=csp-nonce]')?.nonce ?? ''

/** JSON that can be changed. */
export default function JsonEditor({ value, change, label }: { value: string; change: (value: string) => void; label: string }) {
  const scheme = useComputedColorScheme('light')
  const extensions = useMemo(
    () => [json(), EditorView.lineWrapping, EditorView.contentAttributes.of({ 'aria-label': label }), EditorView.cspNonce.of(nonce())],
    [label],
  )
  return (
    <div style={{ border: '1px solid var(--line)', borderRadius: 7, overflow: 'hidden', fontSize: '0.78rem' }}>
      <CodeMirror
        value={value}
        onChange={change}
        theme={scheme}
        extensions={extensions}
        maxHeight="46vh"
        basicSetup={{ foldGutter: false }}
      />
    </div>
  )
}
