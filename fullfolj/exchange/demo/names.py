"""Invented people's names and how to reach them: nobody, if someone should try.

Phone numbers come from the series kept for fiction, mail goes to a reserved domain,
and the postal codes lie above the last one in use.
"""

from collections.abc import Callable
from typing import NamedTuple

from fullfolj.exchange.demo.chance import Lottery

Chance = Callable[[], float]


class Origin(NamedTuple):
    """Names that go together."""

    women: tuple[str, ...]
    men: tuple[str, ...]
    families: tuple[str, ...]


class Contact(NamedTuple):
    """The last five columns of people.csv."""

    phone: str
    email: str
    street: str
    postal_code: str
    locality: str


NO_CONTACT = Contact("", "", "", "", "")


def _origin(women: str, men: str, families: str) -> Origin:
    return Origin(tuple(women.split()), tuple(men.split()), tuple(families.split()))


SWEDISH = _origin(
    "Agnes Alice Alma Alva Amanda Anna Astrid Cornelia Ebba Edith Elin Ella Ellen "
    "Elsa Elvira Emilia Emma Ester Felicia Filippa Freja Frida Hanna Hedda Hilda Ida "
    "Ingrid Isabelle Iris Johanna Julia Klara Lea Linnea Lisa Lova Lovisa Maja "
    "Matilda Meja Minna Moa Molly Nellie Nora Nova Olivia Ronja Saga Sanna Sara Selma "
    "Signe Sigrid Siri Sofia Stella Svea Tilda Tilde Tuva Tyra Vera Wilma",
    "Adam Albin Alexander Alfred Alvin Anton Arvid August Axel Benjamin Carl Casper "
    "Charlie David Edvin Elias Elis Elliot Emil Erik Felix Filip Folke Gabriel Gustav "
    "Hampus Harry Henry Hjalmar Hugo Isak Jakob Jesper Joel Johan Jonathan Josef "
    "Julian Kevin Leo Liam Linus Loke Love Lucas Ludvig Malte Matteo Max Melker Melvin "
    "Milo Nils Noah Nikolas Oliver Olle Oskar Otto Rasmus Sam Samuel Sebastian Sigge "
    "Simon Sixten Svante Theo Tim Theodor Valter Viggo Viktor Vilgot Ville William",
    "Abrahamsson Andersson Axelsson Berg Bergman Bergqvist Bergström Björk Blom "
    "Blomqvist Carlsson Claesson Dahl Danielsson Ek Ekström Eliasson Engström Eriksson "
    "Falk Forsberg Fransson Fredriksson Gunnarsson Gustafsson Hansson Hedlund "
    "Hellström Henriksson Hermansson Holm Holmberg Håkansson Isaksson Jakobsson "
    "Jansson Johansson Jonsson Jönsson Karlsson Larsson Lind Lindberg Lindgren "
    "Lindqvist Lindström Lund Lundberg Lundgren Lundin Lundqvist Löfgren Magnusson "
    "Martinsson Mattsson Mårtensson Månsson Nilsson Norberg Nordin Nordström Norén "
    "Nyberg Nyström Olofsson Olsson Persson Pettersson Pålsson Samuelsson Sandberg "
    "Sjöberg Sjögren Strömberg Sundberg Sundström Svensson Söderberg Wallin Wikström "
    "Viklund Åberg Åkesson Åström Öberg Öhman Östlund",
)

_FROM_ELSEWHERE = {
    "Arabic": _origin(
        "Amina Aya Dana Dima Fatima Farah Hala Hiba Huda Jana Layla Lina Maryam Mona "
        "Nour Rana Rasha Reem Rima Salma Shahd Yasmin Zahra Zainab",
        "Abdullah Ahmad Ali Amir Anas Bilal Fadi Hadi Hamza Hassan Hussein Ibrahim "
        "Jamal Karim Khaled Mahmoud Majd Mohammed Mustafa Omar Rami Samir Tarek "
        "Yousef",
        "Abbas Abdallah Ahmad Al-Ali Al-Hassan Al-Khatib Aziz Darwish Farah Haddad "
        "Hamdan Hassan Ibrahim Ismail Khalil Mansour Mahmoud Nasser Saleh Salim "
        "Yousef",
    ),
    "Somali": _origin(
        "Amal Asha Ayaan Deeqa Faduma Filsan Habiba Hamdi Hibo Hodan Ifrah Khadija "
        "Nasteho Naima Sagal Sahra Ubah Zamzam",
        "Abdi Abdirahman Abdullahi Bashir Cabdi Farah Guled Hanad Ismail Jama Khalid "
        "Liban Mahad Mohamud Mukhtar Said Yahya Zakaria",
        "Abdi Abdullahi Adan Ali Aweis Barre Duale Elmi Farah Guled Hassan Hersi "
        "Hussein Jama Mohamud Nur Omar Osman Warsame Yusuf",
    ),
    "Dari": _origin(
        "Arezo Fereshta Hosnia Laila Mahsa Maryam Mina Nargis Parwana Roya Sadaf "
        "Shabnam Shirin Soraya Zahra Zohra",
        "Ali Amin Elyas Farhad Habib Hamid Hossein Jawad Mahdi Mirwais Mohammad "
        "Mortaza Nasir Omid Reza Sohrab Yasin Zabi",
        "Ahmadi Akbari Alizada Amiri Azizi Ebrahimi Faizi Haidari Hosseini Jafari "
        "Karimi Mohammadi Moradi Nazari Noori Qasemi Rahimi Rezai Sharifi Yousefi",
    ),
    "Tigrinya": _origin(
        "Abeba Almaz Bethlehem Eden Feven Helen Lemlem Luwam Meron Mihret Rahel Saba "
        "Selam Senait Winta Yordanos",
        "Abel Amanuel Aron Biniam Dawit Filmon Henok Isaias Kidane Merhawi Natnael "
        "Robel Samson Simon Tesfay Yonas Yohannes Yosef",
        "Abraham Berhane Gebre Ghebremedhin Habte Haile Kahsay Kidane Mehari Mengis "
        "Negash Okbay Tekle Teklu Tesfay Tewelde Weldu Yohannes Zerai",
    ),
    "Balkan": _origin(
        "Adna Ajla Amra Arbnora Dafina Elira Emina Ena Jelena Lamija Lejla Merjem "
        "Milica Selma Teodora Vesa",
        "Ajdin Amar Arber Armin Blerim Dino Edin Emir Faris Goran Kenan Liridon Luka "
        "Marko Mirza Nikola Tarik Valon",
        "Begić Berisha Delić Gashi Halilović Hodžić Hoxha Husić Ilić Jovanović Kovač "
        "Krasniqi Marković Mehić Mujić Nikolić Osmani Petrović Shala Zukić",
    ),
    "Eastern Europe": _origin(
        "Aleksandra Anastasia Daria Emilia Gabija Hanna Iryna Julia Kateryna Maja "
        "Maria Natalia Oksana Oliwia Polina Sofiia Wiktoria Zuzanna",
        "Andrii Bohdan Danylo Dmytro Filip Ivan Jakub Jan Kacper Maksym Matas Mykola "
        "Nikodem Oleh Szymon Wojciech Yurii",
        "Bondarenko Dąbrowski Ionescu Kaminski Kazlauskas Kowalczyk Kovalenko "
        "Kravchenko Lewandowski Melnyk Nowak Popescu Shevchenko Szymański Tkachenko "
        "Wójcik Zieliński",
    ),
    "Kurdish and Turkish": _origin(
        "Aylin Berfin Beritan Delal Dilan Elif Evin Helin Hevin Leyla Melisa Nazdar "
        "Rojin Sara Zeynep",
        "Azad Baran Berat Deniz Diyar Emre Hogir Kerem Mehmet Mert Rezan Rojhat "
        "Serhat Welat Yusuf",
        "Acar Aksoy Aslan Aydin Bozkurt Celik Demir Dogan Kaya Khalil Kilic Korkmaz "
        "Mirza Ozdemir Polat Sahin Salih Yildiz Yilmaz",
    ),
    "Thai, Vietnamese and Filipino": _origin(
        "Angela Apinya Chanya Hoa Jasmine Kanya Lan Linh Mai Malee Nari Ploy Suda Thuy",
        "Anong Anurak Bao Dung Huy Jerome Khanh Kittisak Long Minh Niran Paolo "
        "Somchai Tuan",
        "Bui Chaiyasit Cruz Dang Do Huynh Le Nguyen Pham Reyes Saetang Santos "
        "Suksawat Thongdee Tran Vu",
    ),
    "Finnish": _origin(
        "Aada Aino Eeva Helmi Inka Kaisa Minttu Oona Pihla Sanni Tuuli Venla",
        "Aleksi Antti Eero Eetu Jere Juho Jussi Lauri Mikko Onni Teemu Veikko",
        "Hakala Heikkinen Hämäläinen Järvinen Koskinen Laine Lehtonen Mäkinen Mäkelä "
        "Nieminen Rantanen Salonen Virtanen",
    ),
}

ELSEWHERE = Lottery(
    dict(zip(_FROM_ELSEWHERE.values(), (28, 13, 15, 8, 12, 9, 8, 4, 3), strict=True))
)

_STREET_BEGINNINGS = (
    "Sagostens",
    "Påhitts",
    "Lyktgubbs",
    "Drömfångar",
    "Molntapps",
    "Regnbågs",
    "Kottkungs",
    "Trollflöjts",
    "Låtsas",
    "Vindsnurre",
    "Tomteskogs",
    "Papegoj",
    "Pepparkaks",
    "Silversko",
    "Månskens",
    "Grodkvacks",
)
_STREETS = tuple(
    f"{beginning}{ending}"
    for beginning in _STREET_BEGINNINGS
    for ending in ("gatan", "vägen", "stigen", "gränd")
)

_PLAIN = str.maketrans("åäöéćčšžđąęłńóśźż", "aaoeccszdaelnoszz")


def name(chance: Chance, *, male: bool, elsewhere: bool) -> tuple[str, str]:
    """Given and family name; now and then the two come from different languages."""
    origin = ELSEWHERE.draw(chance()) if elsewhere else SWEDISH
    given = origin.men if male else origin.women
    families = origin.families
    if chance() < 0.04:
        families = (
            ELSEWHERE.draw(chance()).families if not elsewhere else SWEDISH.families
        )
    return (
        given[int(chance() * len(given))],
        families[int(chance() * len(families))],
    )


def contact(chance: Chance, person: tuple[str, str], home: tuple[str, str]) -> Contact:
    """Where a person can be reached; `home` is postal code and locality."""
    phone = email = ""
    if chance() < 0.72:
        phone = f"070-{1740605 + int(chance() * 95)}"
    if chance() < 0.6:
        given, family = (part.lower().translate(_PLAIN) for part in person)
        email = f"{given}.{family}{int(chance() * 100)}@example.org"
    street = _STREETS[int(chance() * len(_STREETS))]
    return Contact(phone, email, f"{street} {1 + int(chance() * 60)}", *home)
