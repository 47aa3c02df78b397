import { ControlBar, Mic, Session, useMicrophone } from '@parley/react'
import { useEffect, useRef, type ReactNode, type RefObject } from 'react'
import type { Scene } from './Conversation.tsx'
import { captionsIcon, keyboardIcon, workbenchIcon } from './icons.tsx'
import type { Choices } from './Studio.tsx'

interface BarProps {
  scene: Scene
  choices: Choices
  change: (choices: Partial<Choices>) => void
  onGoOn: () => void
}

/** Start, connecting, controls, Go on: one element that changes its shape. */
export function Bar({ scene, choices, change, onGoOn }: BarProps) {
  const bar = useRef<HTMLDivElement>(null)
  useFocusAcross(bar, scene)
  useMuteKey(scene === 'live')
  const { holdToTalk, typing, captions, workbench } = choices
  return (
    <div className="bar" ref={bar} data-scene={scene} data-hold={(holdToTalk && scene === 'live') || undefined}>
      <div className="bar-layer bar-start" inert={scene !== 'idle' && scene !== 'ended'}>
        {scene === 'ended' ? (
          <button type="button" data-slot="session-connect" className="bar-go" onClick={onGoOn}>
            <StartGlyph />
            Go on
          </button>
        ) : (
          <Session.ConnectButton className="bar-go">
            <StartGlyph />
            Start
          </Session.ConnectButton>
        )}
      </div>
      <div className="bar-layer bar-wait" inert={scene !== 'connecting'}>
        <span className="wait-dots" aria-hidden="true">
          <i />
          <i />
          <i />
        </span>
        <Session.DisconnectButton>Cancel</Session.DisconnectButton>
      </div>
      <div className="bar-layer bar-live" inert={scene !== 'live'}>
        <ControlBar.Root className="bar-controls">
          <Mic.Root>
            {holdToTalk && scene === 'live' ? <Mic.PushToTalk /> : <Mic.Toggle aria-keyshortcuts="M" />}
            <Mic.DeviceSelect />
          </Mic.Root>
          <Switch name="Type instead" icon={keyboardIcon} on={typing} onPress={(typing) => change({ typing })} />
          <Switch name="Captions" icon={captionsIcon} on={captions} onPress={(captions) => change({ captions })} />
          <Switch name="Workbench" icon={workbenchIcon} on={workbench} onPress={(workbench) => change({ workbench })} />
          <ControlBar.Separator />
          <Session.DisconnectButton />
        </ControlBar.Root>
      </div>
    </div>
  )
}

function Switch({
  name,
  icon,
  on,
  onPress,
}: {
  name: string
  icon: ReactNode
  on: boolean
  onPress: (on: boolean) => void
}) {
  return (
    <button type="button" data-slot="icon-button" aria-label={name} aria-pressed={on} onClick={() => onPress(!on)}>
      {icon}
    </button>
  )
}

/** The focus stays in the bar when what it was on goes away. */
function useFocusAcross(bar: RefObject<HTMLDivElement | null>, scene: Scene): void {
  const inside = useRef(false)
  useEffect(() => {
    const element = bar.current
    if (!element) return undefined
    const note = (event: FocusEvent): void => {
      inside.current = element.contains(event.target as Node)
    }
    document.addEventListener('focusin', note)
    return () => document.removeEventListener('focusin', note)
  }, [bar])
  useEffect(() => {
    if (!inside.current || bar.current?.dataset['scene'] !== scene) return
    bar.current
      ?.querySelector<HTMLElement>('.bar-layer:not([inert]) button:not([disabled])')
      ?.focus({ preventScroll: true })
  }, [bar, scene])
}

function useMuteKey(enabled: boolean): void {
  const { toggle } = useMicrophone()
  useEffect(() => {
    if (!enabled) return undefined
    const press = (event: KeyboardEvent): void => {
      const typing =
        event.target instanceof Element && event.target.closest('input, textarea, select, [contenteditable]')
      if (typing || event.repeat || event.ctrlKey || event.metaKey || event.altKey || event.code !== 'KeyM') return
      toggle()
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [enabled, toggle])
}

function StartGlyph() {
  return (
    <svg className="start-glyph" viewBox="0 0 24 24" aria-hidden="true">
      <rect x="8.1" y="2.1" width="7.8" height="12.8" rx="3.9" />
      <path d="M4.8 11.6a7.2 7.2 0 0 0 14.4 0M12 18.8v3.1" />
    </svg>
  )
}
