/** A channel's platform as a small tile; its name stands beside it. */
interface Props {
  readonly provider: string;
  readonly size?: number;
}

export function Logo({ provider, size = 20 }: Props) {
  return (
    <img
      src={`/logos/${provider}.svg`}
      alt=""
      width={size}
      height={size}
      loading="lazy"
      style={{ borderRadius: 4, flex: "none", display: "block" }}
    />
  );
}
