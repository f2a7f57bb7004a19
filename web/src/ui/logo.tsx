/** A channel's platform as a small tile; its name stands beside it. */
interface Props {
  readonly provider: string;
  readonly size?: number;
}

const addressOf = (provider: string) => `/logos/${provider}.svg`;

/** So that it is drawn with the row it stands in, and not the whole list once more when it has come. */
export async function loadLogo(provider: string): Promise<void> {
  const image = new Image();
  image.src = addressOf(provider);
  // One that cannot be had is missing in the row too.
  await image.decode().catch(() => undefined);
}

export function Logo({ provider, size = 20 }: Props) {
  return <img src={addressOf(provider)} alt="" width={size} height={size} className="logo" />;
}
