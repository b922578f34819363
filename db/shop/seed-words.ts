/** The words that the demo's rows are made of. */

export const firstNames =
  'Ada Agnes Aisha Alan Alma Amara Anders Anita Anton Astrid Aylin Beatriz Bela Bruno Camille Carlos Chiara Clara Daniel Diego Edith Elena Elif Emeka Emil Erik Esther Fatima Felix Freya Gabriel Greta Hana Hannah Hugo Ida Ilya Ines Ingrid Isaac Ivo Jana Jasper Joana Jonas Julia Karim Katya Kofi Lars Laura Leila Leon Lena Lucia Magnus Maja Marco Maren Maria Marta Mateo Maya Mehmet Mila Miriam Mona Nadia Nils Nina Noah Nora Olga Omar Oskar Otto Pablo Paula Petra Priya Rafael Rosa Ruth Samir Sara Silvia Simon Sofia Sven Tariq Theo Thora Tomas Ulla Vera Viktor Wanda Yara Yusuf Zoe'.split(
    ' ',
  )

export const lastNames =
  'Abara Adler Almeida Andersen Arslan Bakker Barros Bauer Becker Berg Bianchi Blom Boateng Braun Byron Castro Cohen Costa Dahl Demir Diallo Dubois Duarte Eriksen Esposito Faber Ferrari Fischer Fontaine Forsberg Fuchs Garcia Gomes Greco Haas Hagen Haddad Hansen Hartmann Hoffmann Horvat Huber Ibrahim Ivanova Jansen Jensen Kaya Keller Klein Koch Kovacs Kowalski Krause Larsen Laurent Lehmann Lindqvist Lopez Lovelace Lund Maier Marino Martin Mendes Meyer Moreau Nagy Neumann Nielsen Novak Nowak Okafor Olsen Ortiz Osei Papadakis Pereira Petrov Popescu Rahman Reyes Ricci Romano Rossi Santos Schmidt Schneider Silva Sokolov Sorensen Suarez Tanaka Torres Varga Vogel Wagner Weber Winter Wolff Yilmaz Zimmermann'.split(
    ' ',
  )

/** [city, country, telephone prefix] */
export const cities: readonly (readonly [string, string, string])[] = [
  ['Berlin', 'DE', '+49 30'],
  ['Hamburg', 'DE', '+49 40'],
  ['Leipzig', 'DE', '+49 341'],
  ['Vienna', 'AT', '+43 1'],
  ['Graz', 'AT', '+43 316'],
  ['Zürich', 'CH', '+41 44'],
  ['Lyon', 'FR', '+33 4'],
  ['Nantes', 'FR', '+33 2'],
  ['Utrecht', 'NL', '+31 30'],
  ['Ghent', 'BE', '+32 9'],
  ['Aarhus', 'DK', '+45'],
  ['Malmö', 'SE', '+46 40'],
  ['Bergen', 'NO', '+47'],
  ['Porto', 'PT', '+351 22'],
  ['Seville', 'ES', '+34 95'],
  ['Bologna', 'IT', '+39 051'],
  ['Gdańsk', 'PL', '+48 58'],
  ['Brno', 'CZ', '+420 5'],
  ['Cork', 'IE', '+353 21'],
  ['Turku', 'FI', '+358 2'],
]

export interface DemoCategory {
  readonly name: string
  readonly children?: readonly DemoCategory[]
  /** The goods of the category; only in leaf categories. */
  readonly goods?: readonly string[]
  /** The lowest price in euros; the highest is about four times as much. */
  readonly fromPrice?: number
}

export const categoryTree: readonly DemoCategory[] = [
  {
    name: 'Furniture',
    children: [
      {
        name: 'Seating',
        children: [
          {
            name: 'Chairs',
            fromPrice: 59,
            goods: ['chair', 'armchair', 'stool', 'rocking chair', 'folding chair', 'bench'],
          },
          {
            name: 'Sofas',
            fromPrice: 390,
            goods: ['sofa', 'corner sofa', 'sofa bed', 'daybed', 'loveseat', 'ottoman'],
          },
        ],
      },
      {
        name: 'Tables',
        children: [
          {
            name: 'Dining tables',
            fromPrice: 220,
            goods: ['dining table', 'round table', 'extending table', 'bistro table', 'trestle table', 'bar table'],
          },
          {
            name: 'Desks',
            fromPrice: 149,
            goods: ['desk', 'standing desk', 'writing desk', 'corner desk', 'secretary', 'desk riser'],
          },
        ],
      },
    ],
  },
  {
    name: 'Kitchen',
    children: [
      {
        name: 'Cooking',
        children: [
          { name: 'Pans', fromPrice: 24, goods: ['frying pan', 'saucepan', 'wok', 'casserole', 'griddle', 'stockpot'] },
          {
            name: 'Knives',
            fromPrice: 12,
            goods: ['chef’s knife', 'bread knife', 'paring knife', 'cleaver', 'knife block', 'sharpener'],
          },
        ],
      },
      {
        name: 'Tableware',
        children: [
          {
            name: 'Plates',
            fromPrice: 6,
            goods: ['dinner plate', 'side plate', 'soup bowl', 'serving dish', 'cake stand', 'platter'],
          },
          {
            name: 'Glasses',
            fromPrice: 4,
            goods: ['tumbler', 'wine glass', 'carafe', 'espresso glass', 'jug', 'decanter'],
          },
        ],
      },
    ],
  },
  {
    name: 'Textiles',
    children: [
      {
        name: 'Bedroom',
        children: [
          {
            name: 'Bedding',
            fromPrice: 29,
            goods: ['duvet cover', 'fitted sheet', 'pillowcase', 'bedspread', 'duvet', 'pillow'],
          },
          {
            name: 'Blankets',
            fromPrice: 35,
            goods: ['blanket', 'throw', 'quilt', 'picnic rug', 'travel blanket', 'baby blanket'],
          },
        ],
      },
    ],
  },
  {
    name: 'Lighting',
    children: [
      {
        name: 'Indoor',
        children: [
          {
            name: 'Lamps',
            fromPrice: 39,
            goods: ['table lamp', 'floor lamp', 'pendant', 'wall lamp', 'clip lamp', 'night light'],
          },
          {
            name: 'Candles',
            fromPrice: 5,
            goods: ['candle', 'tealight holder', 'lantern', 'candlestick', 'candle set', 'snuffer'],
          },
        ],
      },
    ],
  },
  {
    name: 'Garden',
    children: [
      {
        name: 'Growing',
        children: [
          {
            name: 'Pots',
            fromPrice: 9,
            goods: ['flower pot', 'planter', 'window box', 'hanging basket', 'raised bed', 'propagator'],
          },
          { name: 'Tools', fromPrice: 14, goods: ['trowel', 'rake', 'secateurs', 'watering can', 'spade', 'hoe'] },
        ],
      },
      {
        name: 'Outdoors',
        children: [
          {
            name: 'Garden chairs',
            fromPrice: 69,
            goods: ['deck chair', 'sun lounger', 'garden bench', 'hammock', 'garden chair', 'swing seat'],
          },
        ],
      },
    ],
  },
]

/** Nine or more follow each other within a category, so that no name occurs twice. */
export const looks =
  'Alder,Amber,Aspen,Basalt,Birch,Brass,Cedar,Charcoal,Copper,Elm,Fjord,Granite,Harbour,Heather,Indigo,Juniper,Larch,Linen,Maple,Meadow,Oak,Olive,Pine,Slate,Walnut,Willow'.split(
    ',',
  )

export const praise: readonly string[] = [
  'Better than in the pictures',
  'Exactly what I was looking for',
  'Solid and well made',
  'Good value',
  'Fine, with small flaws',
  'Smaller than expected',
  'Arrived late',
  'Not for me',
  'Would buy again',
  'A present that was liked',
]

export const sentences: readonly string[] = [
  'Made in small batches by a family workshop that has done little else for sixty years.',
  'The surface is oiled, not lacquered, and can be mended at home.',
  'It arrived a day early and well packed, without any plastic.',
  'The colour is a little darker than on the screen, which suits the room.',
  'Assembly took twenty minutes and no tools beyond the key in the box.',
  'After three months of daily use there is not a scratch on it.',
  'One corner was chipped; the replacement came within the week.',
  'Wipe with a damp cloth; do not put it into the dishwasher.',
  'Heavier than it looks, so have somebody help you carry it up the stairs.',
  'The measurements are exact to the millimetre and it fits the niche.',
]

/** [name, whether it is published, one in how many products is in it] */
export const collectionNames: readonly (readonly [string, boolean, number])[] = [
  ['Summer outdoors', true, 9],
  ['Gifts under 50', true, 12],
  ['Made by hand', true, 14],
  ['Small flats', true, 10],
  ['Home office', true, 16],
  ['Back to school', false, 18],
  ['Winter evenings', false, 11],
  ['Editors’ picks', true, 20],
  ['Last pieces', true, 24],
  ['New this month', true, 30],
  ['Recycled', true, 22],
  ['Autumn sale', false, 8],
]
