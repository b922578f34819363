/** A page that draws nothing: what the platform costs by itself, for the benchmark to compare with. */
export default function EmptyPage() {
  return <p>Empty</p>
}
