namespace Reco.Functions.Demo;

/// <summary>What the demo shop sells: about a hundred kinds in eleven categories, three variants of each. The same at every run.</summary>
public static class Assortment
{
    /// <summary>Every product, shelf by shelf.</summary>
    /// <param name="now">The moment of filling: products came onto the shelf in the 200 days before it.</param>
    public static IReadOnlyList<Product> Build(DateTimeOffset now)
    {
        var random = new Random(41);
        var products = new List<Product>();
        Shelf shelf = null!;
        foreach (var line in Table.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var cells = line.Split('|', StringSplitOptions.TrimEntries);
            if (cells.Length == 3) shelf = new Shelf(cells[0], cells[1].Split(','), [Variant.Plain, .. cells[2].Split(',').Select(Variant.Named)]);
            else products.AddRange(shelf.Variants.Select((variant, place) => Make(shelf, cells, variant, place, now, random)));
        }
        return products;
    }

    private static Product Make(Shelf shelf, string[] kind, Variant variant, int place, DateTimeOffset now, Random random) => new(
        Id: kind[0] + variant.Suffix,
        Kind: kind[0],
        Variant: place,
        TitleKo: variant.Ko + kind[1],
        TitleEn: variant.En + kind[2],
        Category: shelf.Name,
        Brand: shelf.Brands[random.Next(shelf.Brands.Length)],
        Price: (int)Math.Round(int.Parse(kind[3]) * variant.Price / 100) * 100,
        Tags: variant.Suffix.Length == 0 ? kind[5].Split(',') : [.. kind[5].Split(','), variant.Suffix[1..]],
        Color: kind[4],
        InStock: random.Next(100) >= (place == 0 ? 2 : 10),
        CreatedAt: now.AddMinutes(-random.Next(60, 200 * 24 * 60)));

    private sealed record Shelf(string Name, string[] Brands, Variant[] Variants);

    private sealed record Variant(string Suffix, string Ko, string En, double Price)
    {
        public static Variant Plain { get; } = new("", "", "", 1);

        public static Variant Named(string name) => name switch
        {
            "organic" => new("-organic", "유기농 ", "Organic ", 1.6),
            "family" => new("-family", "대용량 ", "Family Pack ", 2.4),
            "mini" => new("-mini", "미니 ", "Mini ", 0.7),
            "premium" => new("-premium", "프리미엄 ", "Premium ", 1.8),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no such variant"),
        };
    }

    /// <summary>A shelf: name | brands | the two variants beside the plain one. A kind: id | Korean | English | won | colour | tags.</summary>
    private const string Table = """
        fruit | Haenam Orchard,Morning Dew,Green Valley,Jeju Sun,Farmer Kim,Hillside,Sweet Harvest,Four Seasons | organic,family
        apple | 사과 | Apple | 5900 | #d64541 | crisp,sweet
        banana | 바나나 | Banana | 3900 | #f4d03f | sweet,breakfast
        pear | 배 | Pear | 8900 | #c9b458 | crisp,juicy
        grape | 포도 | Grapes | 7900 | #6c3483 | sweet,juicy
        strawberry | 딸기 | Strawberry | 9900 | #e74c5e | sweet,berry
        blueberry | 블루베리 | Blueberry | 6900 | #3f51a3 | berry,smoothie
        mandarin | 감귤 | Jeju Mandarin | 6500 | #f39c34 | citrus,winter
        orange | 오렌지 | Orange | 5500 | #f08a24 | citrus,juicy
        lemon | 레몬 | Lemon | 3500 | #f7dc4f | citrus,cooking
        mango | 망고 | Mango | 8500 | #f5b041 | tropical,smoothie
        kiwi | 키위 | Kiwi | 4900 | #7cb342 | tropical,smoothie
        peach | 복숭아 | Peach | 8900 | #f5a6a0 | sweet,juicy
        persimmon | 단감 | Sweet Persimmon | 6900 | #e67e22 | sweet,winter
        avocado | 아보카도 | Avocado | 4500 | #556b2f | salad,healthy
        vegetable | Green Valley,Farmer Kim,Highland,Root & Leaf,Morning Dew,Earth Song,Hillside | organic,family
        tomato | 토마토 | Tomato | 4900 | #e0483e | salad,cooking
        lettuce | 상추 | Lettuce | 2500 | #8bc34a | salad,barbecue
        perilla | 깻잎 | Perilla Leaves | 1900 | #4f8a3c | barbecue,korean
        cucumber | 오이 | Cucumber | 2900 | #5a9e4b | salad,crisp
        carrot | 당근 | Carrot | 2400 | #f0883e | cooking,healthy
        potato | 감자 | Potato | 3900 | #c9a66b | cooking,root
        onion | 양파 | Onion | 2900 | #d9a05b | cooking,root
        garlic | 마늘 | Garlic | 3500 | #e8e0d0 | cooking,korean
        green-onion | 대파 | Green Onion | 2200 | #6fae4e | cooking,korean
        spinach | 시금치 | Spinach | 2700 | #3c7d3a | healthy,smoothie
        mushroom | 버섯 | Mushrooms | 3200 | #b79b7d | cooking,barbecue
        bell-pepper | 파프리카 | Bell Pepper | 3600 | #e8b923 | salad,crisp
        chili | 고추 | Chili Pepper | 2300 | #c0392b | spicy,korean
        sweet-potato | 고구마 | Sweet Potato | 5900 | #8e4a5d | healthy,root
        dairy | Seoul Pasture,Daily Fresh,Alpine,White Cloud,Meadow | organic,family
        milk | 우유 | Milk | 2900 | #7fb3d5 | breakfast,baking
        yogurt | 요거트 | Yogurt | 3900 | #d7bde2 | breakfast,healthy
        butter | 버터 | Butter | 6500 | #f7dc6f | baking,breakfast
        cheese | 치즈 | Cheese | 5900 | #f5c542 | breakfast,kids
        parmesan | 파르메산 치즈 | Parmesan | 8900 | #e9c46a | pasta,cooking
        mozzarella | 모차렐라 | Mozzarella | 7900 | #d6dbdf | salad,pasta
        cream | 생크림 | Fresh Cream | 4900 | #c8d6e5 | baking,pasta
        almond-milk | 아몬드 우유 | Almond Milk | 3500 | #c9ad93 | healthy,smoothie
        egg | 달걀 | Eggs | 6900 | #e5b887 | breakfast,baking
        bakery | Oven House,Paris Street,Daily Bread,Mill & Stone,Village Baker | premium,mini
        toast | 식빵 | Toast Bread | 3200 | #d9a566 | breakfast,sandwich
        baguette | 바게트 | Baguette | 3500 | #c98f4e | pasta,french
        croissant | 크루아상 | Croissant | 4200 | #d99a4e | coffee,french
        bagel | 베이글 | Bagel | 3900 | #b98552 | breakfast,coffee
        donut | 도넛 | Donut | 2900 | #e59aa5 | coffee,sweet
        cheesecake | 치즈케이크 | Cheesecake | 8900 | #f1d592 | coffee,sweet
        red-bean-bun | 단팥빵 | Red Bean Bun | 1900 | #a1673f | korean,sweet
        morning-roll | 모닝빵 | Morning Rolls | 3300 | #dcae74 | breakfast,kids
        baking | Home Bakery,Mill & Stone,Sweet Lab,White Bear,Pure Pantry | premium,family
        flour | 밀가루 | Flour | 2900 | #d8cbb5 | baking,basic
        sugar | 설탕 | Sugar | 2500 | #bfc9ca | baking,basic
        baking-powder | 베이킹파우더 | Baking Powder | 1900 | #a3b1bf | baking,basic
        chocolate-chips | 초콜릿칩 | Chocolate Chips | 4900 | #6e4632 | baking,sweet
        vanilla | 바닐라 익스트랙 | Vanilla Extract | 7900 | #8d6e4a | baking,sweet
        almond-flour | 아몬드 가루 | Almond Flour | 8500 | #d2b48c | baking,healthy
        yeast | 이스트 | Dry Yeast | 2200 | #c0a878 | baking,basic
        pancake-mix | 팬케이크 믹스 | Pancake Mix | 3900 | #e3b04b | breakfast,kids
        cereal | Sunny Bowl,Oat & Co,Morning Star,Crunch Lab | organic,family
        cornflakes | 콘푸로스트 | Corn Flakes | 4900 | #f0b429 | breakfast,kids
        granola | 그래놀라 | Granola | 6900 | #b5824c | breakfast,healthy
        muesli | 뮤즐리 | Muesli | 7500 | #a98458 | breakfast,healthy
        oatmeal | 오트밀 | Oatmeal | 5500 | #cdb38b | breakfast,healthy
        choco-rings | 초코링 | Choco Rings | 5200 | #7b4b34 | breakfast,kids
        cereal-bar | 시리얼바 | Cereal Bars | 4500 | #d08c60 | snack,healthy
        meat | Hanwoo House,Butcher Lee,Farm & Fire,Red Barn,Good Cut | premium,family
        pork-belly | 삼겹살 | Pork Belly | 12900 | #e8a0a0 | barbecue,korean
        beef | 소고기 | Beef Brisket | 18900 | #b03a48 | korean,soup
        beef-ribs | 갈비 | Beef Ribs | 24900 | #943126 | barbecue,korean
        chicken-breast | 닭가슴살 | Chicken Breast | 7900 | #f0c9b0 | healthy,salad
        whole-chicken | 생닭 | Whole Chicken | 8900 | #e6b89c | soup,korean
        bacon | 베이컨 | Bacon | 6900 | #c96a5a | breakfast,pasta
        sausage | 소시지 | Sausages | 5900 | #b9573f | kids,barbecue
        ham | 햄 | Sliced Ham | 4900 | #e59a9a | sandwich,kids
        seafood | East Sea,Busan Port,Jeju Haenyeo,Blue Tide,Harbor | premium,family
        salmon | 연어 | Salmon | 13900 | #f28c6f | sashimi,healthy
        shrimp | 새우 | Shrimp | 9900 | #ef9a80 | pasta,cooking
        squid | 오징어 | Squid | 8900 | #c8a2a8 | korean,cooking
        mackerel | 고등어 | Mackerel | 6900 | #5d7f99 | korean,grill
        clam | 바지락 | Clams | 5900 | #a39887 | soup,pasta
        cod | 대구 | Cod | 10900 | #9fb3c1 | soup,korean
        seaweed | 미역 | Seaweed | 3900 | #2f5d50 | soup,korean
        pantry | Jang Master,Grandma's Jar,Pure Pantry,Golden Field,Olive Road,Chef's Shelf | premium,family
        rice | 쌀 | Rice | 15900 | #d5d8dc | basic,korean
        ramen | 라면 | Ramen | 3900 | #e2562e | noodles,spicy
        pasta | 파스타 | Spaghetti | 2900 | #e8c15a | noodles,pasta
        tomato-sauce | 토마토 소스 | Tomato Sauce | 4500 | #c8402f | pasta,sauce
        olive-oil | 올리브 오일 | Olive Oil | 11900 | #9aa83a | cooking,salad
        soy-sauce | 간장 | Soy Sauce | 4900 | #4a2c23 | sauce,korean
        ssamjang | 쌈장 | Ssamjang | 3900 | #a8512e | sauce,barbecue
        gochujang | 고추장 | Gochujang | 5900 | #b02a1e | sauce,spicy
        kimchi | 김치 | Kimchi | 9900 | #d64f2a | korean,spicy
        tofu | 두부 | Tofu | 1900 | #cfc6b0 | korean,healthy
        rice-cake | 떡볶이떡 | Rice Cakes | 3500 | #cdbfae | korean,spicy
        tuna-can | 참치캔 | Canned Tuna | 3200 | #6d8ea0 | basic,sandwich
        strawberry-jam | 딸기잼 | Strawberry Jam | 4500 | #cf3a4f | breakfast,sweet
        snack | Crunch Lab,Happy Bite,Movie Mate,Honey Bee,Lotus | mini,family
        potato-chips | 감자칩 | Potato Chips | 2200 | #e8b33f | salty,movie
        popcorn | 팝콘 | Popcorn | 2500 | #f0d890 | salty,movie
        chocolate | 초콜릿 | Chocolate | 2900 | #6b3f2a | sweet,movie
        cookies | 쿠키 | Cookies | 3500 | #b98450 | sweet,coffee
        nuts | 견과류 | Mixed Nuts | 8900 | #9b6b43 | healthy,salty
        gummy | 젤리 | Fruit Gummies | 1800 | #d65a8a | sweet,kids
        seaweed-snack | 김 | Roasted Seaweed | 3900 | #2d4a3e | korean,salty
        rice-cracker | 쌀과자 | Rice Crackers | 2600 | #d9c7a3 | kids,salty
        drink | Clear Spring,Bean There,Orchard Press,Tea Garden,Fizz | mini,family
        orange-juice | 오렌지 주스 | Orange Juice | 3900 | #f59a36 | breakfast,kids
        apple-juice | 사과 주스 | Apple Juice | 3700 | #d9a441 | kids,sweet
        coffee | 커피 원두 | Coffee Beans | 9900 | #4e342e | coffee,breakfast
        green-tea | 녹차 | Green Tea | 5900 | #7a9e54 | tea,healthy
        barley-tea | 보리차 | Barley Tea | 3500 | #a6763c | tea,korean
        cola | 콜라 | Cola | 1900 | #5a2a27 | movie,sweet
        sparkling-water | 탄산수 | Sparkling Water | 1500 | #8fc1d9 | healthy,basic
        soy-milk | 두유 | Soy Milk | 3300 | #d8c3a5 | breakfast,healthy
        """;
}
