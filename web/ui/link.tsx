import { Anchor, type AnchorProps, Button, type ButtonProps } from '@mantine/core'
import { createLink, type LinkComponent } from '@tanstack/react-router'
import type { AnchorHTMLAttributes, Ref } from 'react'

type NativeAnchor = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof ButtonProps> & { ref?: Ref<HTMLAnchorElement> }

function AnchorBase(props: Omit<AnchorProps, 'href'> & NativeAnchor) {
  return <Anchor {...props} />
}

function ButtonBase(props: Omit<ButtonProps, 'href'> & NativeAnchor) {
  return <Button component="a" {...props} />
}

function PlainBase(props: AnchorHTMLAttributes<HTMLAnchorElement> & { ref?: Ref<HTMLAnchorElement> }) {
  return <a {...props} />
}

const CreatedAnchor = createLink(AnchorBase)
const CreatedButton = createLink(ButtonBase)
const CreatedPlain = createLink(PlainBase)

export const TextLink: LinkComponent<typeof AnchorBase> = (props) => <CreatedAnchor preload="intent" {...props} />
export const ButtonLink: LinkComponent<typeof ButtonBase> = (props) => <CreatedButton preload="intent" {...props} />
/** A link without looks of its own, for cards and rows. */
export const PlainLink: LinkComponent<typeof PlainBase> = (props) => <CreatedPlain preload="intent" {...props} />
