import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
} from 'react'
import type { RememberedUpload } from './upload-memory.ts'
import type { UploadItem, Uploads } from './uploads.ts'

const UploadsContext = createContext<Uploads | null>(null)

export function UploadsProvider({ uploads, children }: { uploads: Uploads; children: ReactNode }) {
  useEffect(() => uploads.listen(), [uploads])
  return <UploadsContext value={uploads}>{children}</UploadsContext>
}

export function useUploads(): Uploads {
  const uploads = useContext(UploadsContext)
  if (!uploads) throw new Error('useUploads needs an UploadsProvider above it')
  return uploads
}

export function useUploadItems(scope: string): UploadItem[] {
  const uploads = useUploads()
  const items = useSyncExternalStore(uploads.subscribe, uploads.items)
  return useMemo(() => items.filter((item) => item.scope === scope), [items, scope])
}

/** Gives each accepted upload of the scope to `onAccepted` once, also those that finished while another page was shown. */
export function useAcceptedUploads(scope: string, onAccepted: (acceptedId: string, name: string) => void): void {
  const uploads = useUploads()
  const items = useUploadItems(scope)
  useEffect(() => {
    void uploads.recover(scope)
  }, [uploads, scope])
  useEffect(() => {
    for (const item of items) {
      if (item.state !== 'accepted' || item.acceptedId === null) continue
      uploads.remove(item.key)
      onAccepted(item.acceptedId, item.name)
    }
  }, [items, uploads, onAccepted])
}

export function useUnfinishedUploads(scope: string) {
  const uploads = useUploads()
  const [unfinished, setUnfinished] = useState<RememberedUpload[]>([])
  const itemCount = useSyncExternalStore(uploads.subscribe, () => uploads.items().length)
  const refresh = useCallback(() => {
    uploads.unfinished(scope).then(setUnfinished, () => setUnfinished([]))
  }, [uploads, scope])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the list changes when an upload is added or ends
  useEffect(refresh, [refresh, itemCount])
  const forget = (key: string) => {
    void uploads.forget(key).then(refresh)
  }
  return { unfinished, forget }
}
