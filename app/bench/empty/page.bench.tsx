/** A page without content: the benchmark measures others against it. */
export default function EmptyPage() {
  return <p>Empty</p>
}
